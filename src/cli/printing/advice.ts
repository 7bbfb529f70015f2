// Advice for errors about a session. The errors themselves do not mention the command line, because
// the library throws them too.
import { socketsInFolder } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import type { ErrorCode } from '../../base/error.ts';
import { nearest } from '../reading/nearest.ts';
import { shellWord } from '../../base/text/shell-word.ts';

function existingNames(): string[] {
  try {
    return socketsInFolder(process.env).map(({ file }) => file);
  } catch (error) {
    if (error instanceof TdetachError) return []; // the session folder cannot be read
    throw error;
  }
}

/**
 * Suggests the existing session with the nearest name. For a path there is no suggestion, because
 * list does not show its folder.
 */
function nearestSession(session: string): string {
  if (session.includes('/')) return '';
  const [close] = nearest(session, existingNames());
  return close === undefined
    ? ', and no other'
    : `; the nearest is ${shellWord(close)}, and tdetach list shows all`;
}

/** The advice, by the code of the error. */
const ADVICE: Partial<Record<ErrorCode, (session: string) => string>> = {
  'no-session': nearestSession,
  'session-dead': (session) => `: tdetach rm ${shellWord(session)} removes it`,
  'session-ended': (session) => `: tdetach screen ${shellWord(session)} shows what it left`,
  'ended-waiting': (session) => `; tdetach screen ${shellWord(session)} shows what it left`,
  'session-exists': (session) => `: tdetach -a ${shellWord(session)} attaches`,
};

/** Returns the end of a message, for verbs and for modes that do not attach. */
export const advice = ({ code, session }: TdetachError): string =>
  session === undefined ? '' : (ADVICE[code]?.(session) ?? '');

/** Adds advice to the error of an attach: how to create or replace the session. */
export function attachError(error: unknown): unknown {
  if (!(error instanceof TdetachError) || error.session?.startsWith('-') !== false) return error;
  const what = { 'no-session': 'makes', 'session-dead': 'replaces' }[error.code as string];
  if (what === undefined) return error;
  const message = `${error.message}: tdetach -c ${shellWord(error.session)} ${what} it`;
  return new TdetachError(error.code, message, error.cause);
}
