// Turns outcomes and errors into exit statuses and messages on standard error. No other file does
// this.
import os from 'node:os';
import { TdetachError, unexpected } from '../../base/error.ts';
import type { ErrorCode } from '../../base/error.ts';
import { advice } from './advice.ts';
import { say } from './say.ts';

export { signalName } from '../../base/text/signal-name.ts';

/** tdetach itself failed. */
export const FAILED = 125;

/** A session or client of that name does not exist. */
export const NOT_THERE = 1;

/** A wait reached its time limit; the same status as that of timeout(1). */
const OUT_OF_TIME = 124;

/** The session ended before the conditions of a wait held. */
const ENDED_WAITING = 123;

/** Added to the number of the signal that ended a program, as in a shell. */
const SIGNAL_BASE = 128;

/**
 * Exit statuses by error code. 126 and 127 are a shell's statuses for commands that it cannot
 * execute or find (POSIX, 2.8.2).
 */
const STATUS: Partial<Record<ErrorCode, number>> = {
  'ended-waiting': ENDED_WAITING,
  'timed-out': OUT_OF_TIME,
  'reader-gone': SIGNAL_BASE + os.constants.signals.SIGPIPE,
  'command-not-executable': 126,
  'command-not-found': 127,
};

/**
 * The meaning of each status, for scripts that branch on it. The program's own statuses and 128 +
 * signal are not listed.
 */
export const STATUS_MEANINGS = {
  0: 'success: detached, created, pushed, or the verb did its work',
  [NOT_THERE]: 'list, detach or current found no such session or client',
  [ENDED_WAITING]: 'the session ended before the conditions of wait or send held, or the line of do ended',
  [OUT_OF_TIME]: 'wait, send or do reached its time limit',
  [FAILED]: 'tdetach itself failed: no such session, wrong usage, the host is gone',
  126: 'the command could not be executed',
  127: 'the command was not found',
} as const satisfies Readonly<Record<number, string>>;

/** Returns the exit status for an error. */
export const statusOfError = (code: ErrorCode): number => STATUS[code] ?? FAILED;

/** Returns the exit status for a program's end: its own status, or 128 plus the signal's number. */
export function statusOf(end: { readonly status: number; readonly signal: number }): number {
  return end.signal > 0 ? SIGNAL_BASE + end.signal : end.status;
}

export function signalStatus(signal: NodeJS.Signals): number {
  return SIGNAL_BASE + os.constants.signals[signal];
}

/**
 * Prints what failed, and returns the exit status for it. A closed pipe is not reported, as in
 * other programs.
 */
export function report(error: unknown, quiet: boolean): number {
  if (error instanceof TdetachError && error.code === 'reader-gone') return STATUS['reader-gone'] ?? FAILED;
  const message = error instanceof TdetachError ? error.message + advice(error) : unexpected(error);
  if (!quiet) say(message);
  return (error instanceof TdetachError ? STATUS[error.code] : undefined) ?? FAILED;
}
