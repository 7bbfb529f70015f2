// tdetach screen: what a person would see, without attaching.
import { locate } from '../base/address.ts';
import { MOST_HISTORY_LINES } from '../base/limits.ts';
import { readScreen } from '../control/screen.ts';
import { historyLines } from './history.ts';
import { print, printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

async function run(line: VerbLine): Promise<number> {
  const { session } = line;
  const given = line.text('history') ?? '0';
  const history = given === 'all' ? MOST_HISTORY_LINES : historyLines(given, 'screen');
  const seen = await readScreen(locate(session, process.env, false), { history, ansi: line.flag('ansi') });
  if (line.flag('json')) {
    await printJson({ name: session, ...seen });
    return 0;
  }
  const lines = [...seen.history, ...seen.lines];
  while (lines.at(-1) === '') lines.pop();
  await print(lines.map((text) => `${text}\n`).join(''));
  return 0;
}

export const verb: Verb = {
  usage: 'SESSION [--history LINES|all] [--ansi] [--json]',
  options: {
    history: {
      type: 'string',
      requiresArg: true,
      describe: 'with so many lines above the screen, or all that are kept',
    },
    ansi: { type: 'boolean', describe: 'with colours, attributes and links as escape sequences' },
    json: JSON_OPTION,
  },
  epilogue: 'Empty lines at the end are left out, but for JSON.',
  run,
};
