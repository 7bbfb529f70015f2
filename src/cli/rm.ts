// tdetach rm: forgets sessions that have ended.
import { Session } from '../library/session.ts';
import { report } from './exit-status.ts';
import { printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

async function run(line: VerbLine): Promise<number> {
  let status = 0;
  for (const session of line.some) {
    try {
      await Session.named(session).forget();
      if (line.flag('json')) await printJson({ name: session });
    } catch (error) {
      status = Math.max(status, report(error, line.quiet));
    }
  }
  return status;
}

export const verb: Verb = {
  usage: 'SESSION... [--json]',
  options: { json: JSON_OPTION },
  epilogue:
    'Also removes the socket of a host that was killed. A session that lives is left alone: status 125.',
  run,
};
