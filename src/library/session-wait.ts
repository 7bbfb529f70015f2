// Waits until conditions hold in a session. An aborted wait leaves no connection behind.
import { now } from '../base/clock.ts';
import type { Address } from '../base/address/address.ts';
import { TdetachError } from '../base/error.ts';
import { MAX_TIMER_MS } from '../base/limits/limits.ts';
import { CONDITIONS, inWords, isImpossible } from '../control/waiting/conditions.ts';
import type { Condition, Conditions } from '../control/waiting/conditions.ts';
import { aborted, within } from '../control/waiting/patience.ts';
import type { Patience } from '../control/waiting/patience.ts';
import { TimeLimit } from '../control/waiting/regex-limit.ts';
import { patternsOf } from '../control/waiting/vigil.ts';
import type { Wanted } from '../control/waiting/vigil.ts';
import { endedWaiting, explained, isOnly, waitFor } from '../control/waiting/wait.ts';
import type { End, Outcome } from '../control/waiting/wait.ts';

export type { Patience } from '../control/waiting/patience.ts';
export type { End } from '../control/waiting/wait.ts';

/** Conditions to wait for. All that are given must hold at the same moment. */
export interface WaitConditions {
  /** Until this text is on the screen or in the history, even if it continues on the next line. */
  readonly text: string;
  /**
   * Until this matches there. `^` and `$` match at line boundaries, with or without the flag `m`.
   */
  readonly regex: RegExp;
  /** Until this text is not on the screen. */
  readonly gone: string;
  /**
   * Until the visible screen has not changed for this many milliseconds, even if there is output.
   */
  readonly stableMs: number;
  /** Until there has been no output for this many milliseconds. */
  readonly idleMs: number;
  /** Until the window's title contains this text. */
  readonly title: string;
  /** Until the bell rings. */
  readonly bell: true;
  /**
   * Until the shell waits at its prompt. That is known from its marks (OSC 133), or, without marks
   * and on Linux only, when the shell is in the foreground of its terminal and quiet. Not together
   * with `exit`.
   */
  readonly prompt: true;
  /** Until the program ends. */
  readonly exit: true;
}

export interface Since {
  /**
   * Only output after this many bytes counts, a number that `send` returns. What is on the screen
   * already and the echo of typed input do not count. `gone`, `stableMs` and `idleMs` hold only
   * after such output, and `prompt` only at a later prompt.
   */
  readonly since?: number | undefined;
}

/** At least one of the conditions. */
export type AnyCondition = {
  [Name in keyof WaitConditions]: Pick<WaitConditions, Name> & Partial<WaitConditions>;
}[keyof WaitConditions];

/** What to wait for, and how long. */
export type Wait = AnyCondition & Since & Patience;

export interface Match {
  /** The text that matched. */
  readonly match: string;
  /** What the groups of `regex` matched, in order and by name. */
  readonly captures: readonly (string | undefined)[];
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** Bytes of output up to the last character of the match. */
  readonly seq: number;
}

/** The result of a wait, by its conditions. */
export type Waited<What> = (What extends { readonly text: string } | { readonly regex: RegExp }
  ? Match
  : unknown) &
  (What extends { readonly exit: true } ? End : { readonly seq: number });

/** The result of a wait whose conditions are not known at compile time. */
export type AnyWaited = Partial<Match & End>;

function bad(what: string): TdetachError {
  return new TdetachError('bad-argument', `wait: ${what}`);
}

export function time(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(Number.isInteger(ms) && ms >= 0 && ms <= MAX_TIMER_MS))
    throw bad(`${name} is ${ms}, not a whole number of ms, ${MAX_TIMER_MS} at most`);
}

const ALL: readonly Condition[] = Object.values(CONDITIONS);

/** @throws TdetachError bad-argument */
export function conditionsOf(what: AnyCondition): Conditions {
  const given: Readonly<Record<string, unknown>> = what;
  const chosen = ALL.filter(({ key }) => given[key] !== undefined && given[key] !== false);
  if (chosen.length === 0) throw bad(`give at least one of ${ALL.map(({ key }) => key).join(', ')}`);
  for (const { key, kind } of chosen) {
    if (kind === 'duration') time(key, given[key] as number);
    if (kind === 'text' && given[key] === '') throw bad(`the ${key} to wait for is empty`);
  }
  const conditions: Conditions = Object.fromEntries(chosen.map(({ key }) => [key, given[key]]));
  if (isImpossible(conditions)) throw bad('prompt and exit never hold at one moment: give one');
  return conditions;
}

/**
 * Validates a wait. Only a regular expression gets a time limit, because the search for a text
 * takes time in proportion to the output.
 */
export function wanted(address: Address, what: AnyCondition & Since & Patience): Wanted {
  const conditions = conditionsOf(what);
  const [pattern] = conditions.regex ? patternsOf({ regex: conditions.regex }) : [];
  const patient = { timeoutMs: what.timeoutMs, began: now() };
  const limit = pattern && new TimeLimit(address, pattern, patient);
  return { conditions, since: what.since, limit };
}

/** Converts an outcome into the result of a wait. */
export function toldOf({ seq, found, end }: Outcome): AnyWaited {
  return { ...(seq === undefined ? {} : { seq }), ...found, ...end };
}

/**
 * Makes a request within the limits of the call.
 * @throws TdetachError bad-argument, timed-out, aborted
 */
export async function patiently<T>(session: string, patience: Patience, ask: () => Promise<T>): Promise<T> {
  time('timeoutMs', patience.timeoutMs);
  if (patience.signal?.aborted) throw aborted(session, patience.signal);
  return within(session, patience, ask());
}

/** Errors that mean nothing is left of a session, not even a record. */
const NOTHING: readonly TdetachError['code'][] = ['no-session', 'session-ended', 'host-gone'];

const isNothing = (error: unknown): boolean => error instanceof TdetachError && NOTHING.includes(error.code);

/**
 * @param endOf returns how the session ended, if this process knows it
 * @throws TdetachError bad-argument, timed-out, ended-waiting, aborted, and errors of the
 *   connection
 */
export async function waitIn(
  address: Address,
  what: Wait,
  endOf: () => End | undefined = () => undefined,
): Promise<AnyWaited> {
  time('timeoutMs', what.timeoutMs);
  const sought = wanted(address, what);
  const abandon = new AbortController();
  try {
    return toldOf(await within(address.session, what, waitFor(address, sought, abandon.signal)));
  } catch (error) {
    abandon.abort();
    const end = endOf();
    if (end && isNothing(error)) {
      if (isOnly(sought.conditions, 'exit')) return end;
      throw endedWaiting(address, inWords(sought.conditions), end);
    }
    throw await explained(address, sought.conditions, error);
  } finally {
    abandon.abort();
  }
}
