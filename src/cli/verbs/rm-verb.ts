// tdetach rm removes what ended sessions have left.
import { TdetachError } from '../../base/error.ts';
import { Session } from '../../library/session.ts';
import { report } from '../printing/exit-status.ts';
import { printJson } from '../printing/print.ts';
import { shellWord } from '../../base/text/shell-word.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

async function run(line: VerbLine): Promise<number> {
  let status = 0;
  for (const session of line.sessions()) {
    try {
      await Session.named(session).forget();
      if (line.flag('json')) await printJson({ name: session });
    } catch (error) {
      const lives = error instanceof TdetachError && error.code === 'session-exists';
      const ends = `${session} has not ended: tdetach kill ${shellWord(session)} ends it`;
      const told = lives ? new TdetachError('session-exists', ends) : error;
      status = Math.max(status, report(told, line.quiet));
    }
  }
  return status;
}

export const verb: Verb = {
  usage: 'SESSION... [--json]',
  options: { json: JSON_OPTION },
  epilogue: 'Also removes the socket of a killed host. A live session is left alone (exit status 125).',
  run,
};
