// The one error class. Code branches on `code`, never on text; `src/cli` alone turns a code into an
// exit status. A message says what failed, the value received, and what to do.

import { harmless } from './text/harmless.ts';
import type { Screen } from './text/screen-lines.ts';

export type ErrorCode =
  | 'usage' // the command line
  | 'bad-argument' // of a call of the library: a key that there is not, a size of 0
  | 'bad-name' // a session's name or path that cannot be one
  | 'bad-folder' // the folder of the socket: missing, not writable, not ours, open to others
  | 'bad-owner' // a socket of another user's
  | 'not-a-socket' // something else stands at the socket's path
  | 'bad-file' // a file that cannot be written
  | 'no-session'
  | 'session-exists'
  | 'session-ended' // before, or while something was asked of it
  | 'unknown-method' // a host of an older version, which does not know what it is asked for
  | 'refused' // what the host does not do, for a reason that it gives
  | 'aborted' // by the caller's AbortSignal
  | 'line-too-long' // for a program in line mode
  | 'timed-out' // what was waited for did not come in time
  | 'ended-waiting' // the session ended before what was waited for came
  | 'no-history' // asked of a session that keeps none
  | 'session-dead' // a socket without a host
  | 'session-lost' // a host that has lost its socket, and could not make it anew
  | 'no-answer' // a peer that says nothing
  | 'not-tdetach' // a peer that says something else
  | 'version' // a host of another protocol
  | 'protocol' // a host that broke the protocol, or told us that we did
  | 'host-gone' // the host went away without a word
  | 'inside-itself' // attaching a session from within itself
  | 'no-terminal'
  | 'output-failed' // our own standard output
  | 'reader-gone' // of our standard output: a pipe that was closed
  | 'command-not-found'
  | 'command-not-executable'
  | 'spawn-failed' // the host or the PTY could not be made
  | 'input-lost' // the session ended before it had taken what was to be pushed
  | 'internal'; // a fault of ours

/** What a wait has failed with: `timed-out`, or `ended-waiting`. */
export interface Unmet {
  /** In words. */
  readonly waitedFor: string;
  /** For how long there had been no output, in ms, where the host tells. */
  readonly quietMs?: number;
  /** How the program ended: its status, or a signal where that is not 0. */
  readonly end?: { readonly status: number; readonly signal: number };
  /** What a person would have seen then, where that is known. */
  readonly screen?: Screen;
}

/**
 * What every call fails with. Branch on `code`: messages are for people.
 * @example
 * if (error instanceof TdetachError && error.code === 'timed-out')
 *   console.log(error.unmet?.screen?.lines);
 */
export class TdetachError extends Error {
  override readonly name = 'TdetachError';
  readonly code: ErrorCode;
  /**
   * The session that the error is about, where the command line has advice for that.
   * @internal
   */
  declare session?: string;
  /** Of a wait that has failed: what was waited for, and what there was instead. */
  declare unmet?: Unmet;

  /** Also those of another of the package's bundled programs, where one loads the other. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'TdetachError';
  }

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(harmless(message), cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The error, which is about this session. */
export function about(session: string, error: TdetachError): TdetachError {
  error.session = session;
  return error;
}

/** The `code` of a Node system error such as ENOENT; '' for anything else. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What a system's code means, as `permission denied`; undefined for what is no system's code. */
function meaningOf(error: unknown): string | undefined {
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined;
  if (typeof errno !== 'number') return undefined;
  return process.getBuiltinModule('node:util').getSystemErrorMap().get(errno)?.[1];
}

/** What went wrong, in words and with the system's code, for the end of a message of ours. */
export function reason(error: unknown): string {
  const code = systemCode(error);
  const meaning = code === '' ? undefined : meaningOf(error);
  if (meaning !== undefined) return `${meaning}, ${code}`;
  return code || (error instanceof Error ? error.message : String(error));
}

/**
 * The message for an unexpected failure: what was done to what, where the system has refused
 * that, and otherwise that it is a fault of ours.
 */
export function unexpected(error: unknown): string {
  const { syscall, path } = (error ?? {}) as { syscall?: unknown; path?: unknown };
  if (systemCode(error) !== '' && typeof path === 'string')
    return `${path} cannot be used: ${reason(error)}${typeof syscall === 'string' ? ` (${syscall})` : ''}`;
  return `a fault of tdetach's own (internal error): ${reason(error)}; please report it, with what tdetach --version says`;
}
