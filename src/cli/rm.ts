// tdetach rm: forgets sessions that have ended.
import { locate } from '../base/address.ts';
import { forget } from '../control/forget.ts';
import { report } from './exit-status.ts';
import type { Verb, VerbLine } from './verb.ts';

async function run(line: VerbLine): Promise<number> {
  if (line.args.length === 0) throw line.wrong('rm needs a session');
  let status = 0;
  for (const session of line.args) {
    try {
      await forget(locate(session, process.env, false));
    } catch (error) {
      status = Math.max(status, report(error, line.quiet));
    }
  }
  return status;
}

export const verb: Verb = {
  usage: 'SESSION...',
  options: {},
  epilogue:
    'Also removes the socket of a host that was killed. A session that lives is left alone: status 125.',
  run,
};
