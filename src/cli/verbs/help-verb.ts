// tdetach help prints the help for people, and as JSON for programs.
import { HABITS } from '../reading/habits.ts';
import { manual } from '../printing/manual.ts';
import { nearest } from '../reading/nearest.ts';
import { DEFINITION } from '../reading/options.ts';
import { parse } from '../reading/parser.ts';
import { printJson } from '../printing/print.ts';
import { JSON_OPTION, definitionOf } from '../reading/verb.ts';
import type { Program, Verb, VerbLine } from '../reading/verb.ts';
import { SUMMARIES, isVerbName } from '../reading/verb-names.ts';

async function run(line: VerbLine, { loadVerb }: Program): Promise<number> {
  const [name = '', stray] = line.args;
  if (stray !== undefined) throw line.usageError(`help takes one verb, but ${JSON.stringify(stray)} follows`);
  if (line.flag('json')) {
    await printJson(await manual(loadVerb));
    return 0;
  }
  const verb = await loadVerb(name);
  if (!verb && name !== '' && !Object.hasOwn(HABITS, name)) {
    const close = nearest(name, Object.keys(SUMMARIES)).join(', ');
    throw line.usageError(`there is no verb ${JSON.stringify(name)}: the nearest are ${close}`);
  }
  const definition = verb && isVerbName(name) ? definitionOf(name, SUMMARIES[name], verb) : DEFINITION;
  await parse(definition, ['--help']);
  return 0;
}

export const verb: Verb = {
  usage: '[VERB] [--json]',
  options: {
    json: {
      ...JSON_OPTION,
      describe: 'print all verbs, options, exit statuses and error codes as one JSON object',
    },
  },
  epilogue: 'In the JSON, format is 1. It increases when a key is removed or changes its meaning.',
  run,
};
