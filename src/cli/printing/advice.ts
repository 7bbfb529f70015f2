// What to do about an error that concerns a session. The errors themselves say nothing of the
// command line, as the library has them too.
import { socketsInFolder } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import type { ErrorCode } from '../../base/error.ts';
import { nearest } from '../reading/nearest.ts';
import { shellWord } from '../../base/text/shell-word.ts';

function existingNames(): string[] {
  try {
    return socketsInFolder(process.env).map(({ file }) => file);
  } catch (error) {
    if (error instanceof TdetachError) return []; // a session folder that cannot be read
    throw error;
  }
}

/** Names the nearest session that exists. A path has no neighbours that a list shows. */
function nearestSession(session: string): string {
  if (session.includes('/')) return '';
  const [close] = nearest(session, existingNames());
  return close === undefined
    ? ', and no other'
    : `; the nearest is ${shellWord(close)}, and tdetach list shows all`;
}

/** What to do, by the code of the error. */
const ADVICE: Partial<Record<ErrorCode, (session: string) => string>> = {
  'no-session': nearestSession,
  'session-dead': (session) => `: tdetach rm ${shellWord(session)} removes it`,
  'session-ended': (session) => `: tdetach screen ${shellWord(session)} shows what it left`,
  'ended-waiting': (session) => `; tdetach screen ${shellWord(session)} shows what it left`,
  'session-exists': (session) => `: tdetach -a ${shellWord(session)} attaches`,
};

/** The end of the message of a verb, and of a mode that does not attach. */
export const advice = ({ code, session }: TdetachError): string =>
  session === undefined ? '' : (ADVICE[code]?.(session) ?? '');

/** The error of an attach: a session that is not there can be made. */
export function attachError(error: unknown): unknown {
  if (!(error instanceof TdetachError) || error.session?.startsWith('-') !== false) return error;
  const what = { 'no-session': 'makes', 'session-dead': 'replaces' }[error.code as string];
  if (what === undefined) return error;
  const message = `${error.message}: tdetach -c ${shellWord(error.session)} ${what} it`;
  return new TdetachError(error.code, message, error.cause);
}
