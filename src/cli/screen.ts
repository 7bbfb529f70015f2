// tdetach screen: what a person would see, without attaching.
import type { Screen } from '../control/screen.ts';
import { Session } from '../library/session.ts';
import { htmlOf } from '../screen/html.ts';
import { historyLines } from './history.ts';
import { print, printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

/** What excludes each other: a picture is neither text for a terminal nor an object. */
const FORMS = ['html', 'ansi', 'json'] as const;

function checkForms(line: VerbLine): void {
  if (!line.flag('html')) return;
  const other = FORMS.find((form) => form !== 'html' && line.flag(form));
  if (other !== undefined) throw line.wrong(`--html and --${other} exclude each other: give one`);
}

/** As a page for a browser, with the cursor where it is seen. */
function page(session: string, { title, size, cursor, history, lines }: Screen): string {
  const { row, column, visible } = cursor;
  return htmlOf({
    title: title === '' ? session : title,
    cols: size.cols,
    lines: [...history, ...lines],
    cursor: visible ? { line: history.length + row, column } : undefined,
  });
}

async function run(line: VerbLine): Promise<number> {
  const { session } = line;
  checkForms(line);
  const given = line.text('history') ?? '0';
  const history = given === 'all' ? given : historyLines(given, 'screen');
  const ansi = line.flag('ansi') || line.flag('html');
  const seen = await Session.named(session).screen({ history, ansi });
  if (line.flag('html')) {
    await print(page(session, seen));
    return 0;
  }
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
  usage: 'SESSION [--history LINES|all] [--ansi | --html] [--json]',
  options: {
    history: {
      type: 'string',
      requiresArg: true,
      describe: 'with so many lines above the screen, or all that are kept',
    },
    ansi: { type: 'boolean', describe: 'with colours, attributes and links as escape sequences' },
    html: { type: 'boolean', describe: 'as a picture in colours: a page for a browser' },
    json: JSON_OPTION,
  },
  epilogue: 'Empty lines at the end are left out, but for JSON and HTML.',
  run,
};
