// The one place that turns how something ended into an exit status, and into words on standard
// error.
import os from 'node:os';
import { TdetachError, unexpected } from '../../base/error.ts';
import type { ErrorCode } from '../../base/error.ts';
import { advice } from './advice.ts';
import { say } from './say.ts';

export { signalName } from '../../base/text/signal-name.ts';

/** tdetach itself failed. */
export const FAILED = 125;

/** What was asked for is not there. */
export const NOT_THERE = 1;

/** A wait ran out of time, as timeout(1) says. */
const OUT_OF_TIME = 124;

/** The session ended before what was waited for came. */
const ENDED_WAITING = 123;

/** A shell's status for a program that a signal ended. */
const SIGNAL_BASE = 128;

/** What a shell says of commands that it cannot execute or find (POSIX, 2.8.2). */
const STATUS: Partial<Record<ErrorCode, number>> = {
  'ended-waiting': ENDED_WAITING,
  'timed-out': OUT_OF_TIME,
  'reader-gone': SIGNAL_BASE + os.constants.signals.SIGPIPE,
  'command-not-executable': 126,
  'command-not-found': 127,
};

/**
 * What a status means, for whoever has to branch on it; the program's own and 128 + signal are not
 * in here.
 */
export const STATUS_MEANINGS = {
  0: 'detached, or created, or pushed, or the verb did its work',
  [NOT_THERE]: 'a verb found nothing of that name: list, detach, current',
  [ENDED_WAITING]: 'the session ended before what wait or send waited for came',
  [OUT_OF_TIME]: 'wait or send ran out of time',
  [FAILED]: 'tdetach itself failed: no such session, wrong usage, the host is gone',
  126: 'the command could not be executed',
  127: 'the command was not found',
} as const satisfies Readonly<Record<number, string>>;

/** The exit status for an error. */
export const statusOfError = (code: ErrorCode): number => STATUS[code] ?? FAILED;

/** The status of a program's end: its own, or 128 and the signal's number. */
export function statusOf(end: { readonly status: number; readonly signal: number }): number {
  return end.signal > 0 ? SIGNAL_BASE + end.signal : end.status;
}

export function signalStatus(signal: NodeJS.Signals): number {
  return SIGNAL_BASE + os.constants.signals[signal];
}

/**
 * Says what failed, and returns the exit status for it. Of a closed pipe nothing is said, as by any
 * program.
 */
export function report(error: unknown, quiet: boolean): number {
  if (error instanceof TdetachError && error.code === 'reader-gone') return STATUS['reader-gone'] ?? FAILED;
  const message = error instanceof TdetachError ? error.message + advice(error) : unexpected(error);
  if (!quiet) say(message);
  return (error instanceof TdetachError ? STATUS[error.code] : undefined) ?? FAILED;
}
