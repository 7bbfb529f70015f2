// The library: what `import ... from 'tdetach'` gives. It starts no processes but the hosts of the sessions it makes.
import { createRequire } from 'node:module';
import { createSession } from '../src/library/create.ts';
import type { CreateOptions } from '../src/library/create.ts';
import type { Session } from '../src/library/session.ts';

export { TdetachError } from '../src/base/error.ts';
export type { ErrorCode } from '../src/base/error.ts';
export type { OutputPart } from '../src/control/output.ts';
export type { Screen } from '../src/control/screen.ts';
export type { ClientStatus, SessionStatus } from '../src/control/status.ts';
export { attach, Attachment } from '../src/library/attachment.ts';
export type { AttachmentEnd, AttachmentOptions } from '../src/library/attachment.ts';
export type { CreateOptions, TerminalSize } from '../src/library/create.ts';
export { list } from '../src/library/list.ts';
export type { ListOptions, ListedSession } from '../src/library/list.ts';
export type { Place } from '../src/library/place.ts';
export { connect, Session } from '../src/library/session.ts';
export type { Typed } from '../src/library/session.ts';
export type { End, ForExit, ForIdle, ForText, Match, Patience, Wait } from '../src/library/wait.ts';

/**
 * Makes a session, which runs on whatever becomes of this process, and stays detached.
 * @param name in the session folder, or a path where there is a `/` in it
 * @throws TdetachError session-exists, bad-name, bad-folder, not-a-socket, bad-argument, command-not-found,
 *   command-not-executable, spawn-failed, aborted; then nothing is left behind
 */
export function create(name: string, options: CreateOptions = {}): Promise<Session> {
  const executable = createRequire(import.meta.url).resolve('./tdetach.cjs');
  return createSession(executable, name, options);
}
