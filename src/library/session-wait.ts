// Waiting until conditions hold in a session. A wait that is given up leaves no connection behind.
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

/** What can be waited for. All of those that are given have to hold at one moment. */
export interface WaitConditions {
  /** Until this text is on the screen or in the history, also where it goes on on the next line. */
  readonly text: string;
  /**
   * Until this matches there. `^` and `$` are at the ends of lines, with the flag `m` and without.
   */
  readonly regex: RegExp;
  /** Until this text is not on the screen. */
  readonly gone: string;
  /**
   * Until what the screen shows has not changed for this many milliseconds, whatever is printed.
   */
  readonly stableMs: number;
  /** Until there was no output for this many milliseconds. */
  readonly idleMs: number;
  /** Until this text is in the title of the window. */
  readonly title: string;
  /** Until the bell rings. */
  readonly bell: true;
  /**
   * Until the shell waits at its prompt: by its marks (OSC 133), or, where it sends none, as it is
   * in front on its terminal and quiet, which is known on Linux alone. Not with `exit`.
   */
  readonly prompt: true;
  /** Until the program's end. */
  readonly exit: true;
}

export interface Since {
  /**
   * Only output behind this many bytes counts, as `send` has told: not what is on the screen
   * already, and not the echo of what was typed. `gone`, `stableMs` and `idleMs` hold once there
   * was any, and `prompt` at a prompt that comes after.
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
  /** What was found. */
  readonly match: string;
  /** What the groups of `regex` have matched, in order, and by name. */
  readonly captures: readonly (string | undefined)[];
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The bytes of output up to its last character. */
  readonly seq: number;
}

/** What a wait tells, by what was waited for. */
export type Waited<What> = (What extends { readonly text: string } | { readonly regex: RegExp }
  ? Match
  : unknown) &
  (What extends { readonly exit: true } ? End : { readonly seq: number });

/** As it is told to those that do not know at compile time what they have waited for. */
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

/** A text is found in time that grows with the output only; a regular expression gets a limit. */
export function wanted(address: Address, what: AnyCondition & Since & Patience): Wanted {
  const conditions = conditionsOf(what);
  const [pattern] = conditions.regex ? patternsOf({ regex: conditions.regex }) : [];
  const patient = { timeoutMs: what.timeoutMs, began: now() };
  const limit = pattern && new TimeLimit(address, pattern, patient);
  return { conditions, since: what.since, limit };
}

/** What an outcome is to whoever has waited. */
export function toldOf({ seq, found, end }: Outcome): AnyWaited {
  return { ...(seq === undefined ? {} : { seq }), ...found, ...end };
}

/**
 * Asks something of a session, with the patience of whoever asks.
 * @throws TdetachError bad-argument, timed-out, aborted
 */
export async function patiently<T>(session: string, patience: Patience, ask: () => Promise<T>): Promise<T> {
  time('timeoutMs', patience.timeoutMs);
  if (patience.signal?.aborted) throw aborted(session, patience.signal);
  return within(session, patience, ask());
}

/** That there is nothing left of a session, not even how it ended. */
const NOTHING: readonly TdetachError['code'][] = ['no-session', 'session-ended', 'host-gone'];

const isNothing = (error: unknown): boolean => error instanceof TdetachError && NOTHING.includes(error.code);

/**
 * @param endOf how the session ended, where that is known here
 * @throws TdetachError bad-argument, timed-out, ended-waiting, aborted, and of the connection
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
