// tdetach rename renames a live session.
import { Session } from '../../library/session.ts';
import { printJson } from '../printing/print.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

async function run(line: VerbLine): Promise<number> {
  const [session, name, stray] = line.args;
  if (session === undefined || name === undefined)
    throw line.usageError('rename needs a session and its new name');
  if (stray !== undefined)
    throw line.usageError(`rename takes a session and a name, but ${JSON.stringify(stray)} follows`);
  const renamed = Session.named(session);
  await renamed.rename(name);
  if (line.flag('json')) await printJson({ name, socket: renamed.socket });
  return 0;
}

export const verb: Verb = {
  usage: 'SESSION NAME [--json]',
  options: { json: JSON_OPTION },
  epilogue:
    'NAME is a name in the session folder, or a path on the same file system. Clients stay attached. ' +
    "The program's environment keeps the first name; tdetach current prints the new one.",
  run,
};
