// Waiting for one thing in a session. A wait that is given up leaves no connection behind.
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { LONGEST_TIMER_MS } from '../base/limits.ts';
import { TimeLimit } from '../control/time-limit.ts';
import { untilText } from '../control/wait-text.ts';
import type { Wanted } from '../control/wait-text.ts';
import { within } from '../control/patience.ts';
import type { Patience } from '../control/patience.ts';
import { untilExit, untilIdle } from '../control/wait.ts';

export type { Patience } from '../control/patience.ts';

export interface ForExit extends Patience {
  readonly exit: true;
}

export interface ForIdle extends Patience {
  /** For so many milliseconds there has to be no output. */
  readonly idleMs: number;
  /** And there has to be some behind so many bytes, as `send` has told. */
  readonly since?: number;
}

export interface ForText extends Patience {
  /** The text, as it is. Give this or `regex`. */
  readonly text?: string;
  /** With the flag `m`, `^` and `$` are at the ends of lines. */
  readonly regex?: RegExp;
  /** Only output behind so many bytes counts, as `send` has told: not what is on the screen already. */
  readonly since?: number;
}

export type Wait = ForExit | ForIdle | ForText;

/** How the program ended: with an exit status, or by the signal of this number where it is not 0. */
export interface End {
  readonly status: number;
  readonly signal: number;
}

export interface Match {
  /** What was found. */
  readonly match: string;
  /** The bytes of output by then. */
  readonly seq: number;
}

function bad(what: string): TdetachError {
  return new TdetachError('bad-argument', `wait: ${what}`);
}

export function time(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(Number.isInteger(ms) && ms >= 0 && ms <= LONGEST_TIMER_MS))
    throw bad(`${name} is ${ms}, not a whole number of ms, ${LONGEST_TIMER_MS} at most`);
}

/** The pattern to look for. Whether it is global or sticky means nothing here. */
function pattern({ text, regex }: ForText): RegExp {
  if ((text === undefined) === (regex === undefined)) throw bad('give one of exit, idleMs, text and regex');
  if (text === '') throw bad('the text to wait for is empty');
  if (regex) return new RegExp(regex.source, regex.flags.replace(/[gy]/g, ''));
  return new RegExp((text ?? '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
}

/** A text is found in time that grows with the output only; a regular expression gets a limit. */
function wanted(address: Address, what: ForText): Wanted {
  const sought = pattern(what);
  const patient = { timeoutMs: what.timeoutMs, began: performance.now() };
  const limit = what.regex && new TimeLimit(address, sought, patient);
  return { pattern: sought, since: what.since, limit };
}

function start(
  address: Address,
  what: Wait,
  abandon: AbortSignal,
): Promise<End | Match | { readonly seq: number }> {
  if ('exit' in what) return untilExit(address, abandon).then(({ status, signal }) => ({ status, signal }));
  if (!('idleMs' in what)) return untilText(address, wanted(address, what), abandon);
  time('idleMs', what.idleMs);
  return untilIdle(address, what.idleMs, what.since ?? -1, abandon).then((seq) => ({ seq }));
}

/** @throws TdetachError bad-argument, timed-out, aborted, and of the connection */
export async function waitFor(address: Address, what: Wait): Promise<End | Match | { readonly seq: number }> {
  time('timeoutMs', what.timeoutMs);
  const abandon = new AbortController();
  try {
    return await within(address.session, what, start(address, what, abandon.signal));
  } finally {
    abandon.abort();
  }
}
