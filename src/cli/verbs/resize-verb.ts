// tdetach resize sets a session's size without a terminal.
import { parseSizing } from '../../../protocol/sizing.ts';
import { Session } from '../../library/session.ts';
import { printJson } from '../printing/print.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

async function run(line: VerbLine): Promise<number> {
  const [session, given, stray] = line.args;
  if (session === undefined || given === undefined)
    throw line.usageError('resize needs a session and its size, such as 100x30');
  if (stray !== undefined)
    throw line.usageError(`resize takes a session and a size, but ${JSON.stringify(stray)} follows`);
  const size = parseSizing(given);
  if (typeof size !== 'object')
    throw line.usageError(`bad size ${JSON.stringify(given)}: give columns x rows, such as 100x30`);
  await Session.named(session).resize(size);
  if (line.flag('json')) await printJson({ name: session, size });
  return 0;
}

export const verb: Verb = {
  usage: 'SESSION COLSxROWS [--json]',
  options: { json: JSON_OPTION },
  epilogue:
    'The size lasts until the terminal of a client counts again: when a client attaches, takes the lead, or is resized. ' +
    'In a session with a fixed size (--size COLSxROWS) it lasts for good.',
  run,
};
