// The one error class. Code branches on `code`, never on text; `src/cli` alone turns a code into an
// exit status. A message says what failed, the value received, and what to do.

import { harmless } from './text/harmless.ts';
import type { Screen } from './text/screen-lines.ts';

export type ErrorCode =
  | 'usage' // a wrong command line
  | 'bad-argument' // of a library call: an unknown key, a size of 0
  | 'bad-name' // an invalid name or path of a session
  | 'bad-folder' // the socket's folder is missing, not writable, another user's, or open to others
  | 'bad-owner' // a socket of another user
  | 'not-a-socket' // another file is at the socket's path
  | 'bad-file' // a file that cannot be written
  | 'no-session'
  | 'session-exists'
  | 'session-ended' // before or during a request
  | 'unknown-method' // a host of an older version that does not know this request
  | 'refused' // the host refused, and said why
  | 'aborted' // by the caller's AbortSignal
  | 'line-too-long' // too long for a program in line mode
  | 'timed-out' // a condition did not hold in time
  | 'ended-waiting' // the session ended before a condition held
  | 'no-history' // history of a session that keeps none
  | 'session-dead' // a socket without a host
  | 'session-lost' // a host that lost its socket and could not create it again
  | 'no-answer' // a peer that sends nothing
  | 'not-tdetach' // a peer that speaks another protocol
  | 'version' // a host with another protocol version
  | 'protocol' // the host broke the protocol, or reported that we did
  | 'host-gone' // the host closed the connection without a message
  | 'inside-itself' // an attach from within the same session
  | 'no-terminal'
  | 'output-failed' // our own standard output cannot be written
  | 'reader-gone' // the pipe of our standard output was closed
  | 'command-not-found'
  | 'command-not-executable'
  | 'spawn-failed' // the host or the PTY could not be created
  | 'input-lost' // the session ended before it had taken all input
  | 'internal'; // a bug in tdetach

/** Details of a failed wait, with the code `timed-out` or `ended-waiting`. */
export interface Unmet {
  /** What was waited for, in words. */
  readonly waitedFor: string;
  /** Milliseconds without output at that time, if the host reports them. */
  readonly quietMs?: number;
  /** How the program ended: by this signal if it is not 0, otherwise with this status. */
  readonly end?: { readonly status: number; readonly signal: number };
  /** The screen at that time, if it is known. */
  readonly screen?: Screen;
}

/**
 * The error of every call. Branch on `code`: messages are for people.
 * @example
 * if (error instanceof TdetachError && error.code === 'timed-out')
 *   console.log(error.unmet?.screen?.lines);
 */
export class TdetachError extends Error {
  override readonly name = 'TdetachError';
  readonly code: ErrorCode;
  /**
   * The session that the error is about, if the command line can give advice on it.
   * @internal
   */
  declare session?: string;
  /** For a failed wait: what was waited for, and what was there instead. */
  declare unmet?: Unmet;

  /** Matches by name, because each of the package's bundled programs has a copy of the class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'TdetachError';
  }

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(harmless(message), cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Marks an error as being about this session, and returns it. */
export function about(session: string, error: TdetachError): TdetachError {
  error.session = session;
  return error;
}

/** The `code` of a Node system error such as ENOENT; '' for anything else. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * Returns the meaning of a system error, such as `permission denied`; undefined for other errors.
 */
function meaningOf(error: unknown): string | undefined {
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined;
  if (typeof errno !== 'number') return undefined;
  return process.getBuiltinModule('node:util').getSystemErrorMap().get(errno)?.[1];
}

/** Describes an error in words and with the system's code, for the end of a message. */
export function reason(error: unknown): string {
  const code = systemCode(error);
  const meaning = code === '' ? undefined : meaningOf(error);
  if (meaning !== undefined) return `${meaning}, ${code}`;
  return code || (error instanceof Error ? error.message : String(error));
}

/**
 * Returns the message for an unexpected failure. If the system refused a file operation it names
 * the file and the operation; otherwise it says that this is a bug in tdetach.
 */
export function unexpected(error: unknown): string {
  const { syscall, path } = (error ?? {}) as { syscall?: unknown; path?: unknown };
  if (systemCode(error) !== '' && typeof path === 'string')
    return `${path} cannot be used: ${reason(error)}${typeof syscall === 'string' ? ` (${syscall})` : ''}`;
  return `a fault of tdetach's own (internal error): ${reason(error)}; please report it, with what tdetach --version says`;
}
