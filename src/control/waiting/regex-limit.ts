// Looking for a regular expression, which may take any time (`^(a+)+$` doubles it with each
// character), within a limit. V8 stops what runs in a context of its own when its time is over, in
// the midst of a match too, which nothing else in this process could do meanwhile.
import type * as Vm from 'node:vm';
import { now } from '../../base/clock.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { REGEX_LOOK_MS } from '../../base/limits/verb-limits.ts';
import { outOfTime } from './patience.ts';

/** How long may be looked for a pattern. */
export interface Patient {
  /** After this many milliseconds from its beginning the whole wait is over; never if undefined. */
  readonly timeoutMs: number | undefined;
  /** When it began, on the clock of now(). */
  readonly began: number;
}

/**
 * Runs looks for a pattern, each of them for a bounded time, and none after the end of the wait.
 */
export class TimeLimit {
  readonly #address: Address;
  readonly #pattern: RegExp;
  readonly #patient: Patient;
  readonly #lookMs: number;
  readonly #box: { look: () => unknown } = { look: () => undefined };
  readonly #script: Vm.Script;
  readonly #context: Vm.Context;

  /** @param lookMs the longest time of a single look, in ms */
  constructor(address: Address, pattern: RegExp, patient: Patient, lookMs = REGEX_LOOK_MS) {
    this.#address = address;
    this.#pattern = pattern;
    this.#patient = patient;
    this.#lookMs = lookMs;
    const vm = process.getBuiltinModule('node:vm'); // most clients do without it
    this.#script = new vm.Script('look()');
    this.#context = vm.createContext(this.#box);
  }

  /**
   * Looks. What was worked on is not to be used again after an error.
   * @throws TdetachError timed-out at the end of the wait; bad-argument where the look itself takes
   *   too long
   */
  run<T>(look: () => T): T {
    const { timeoutMs = Infinity, began } = this.#patient;
    const left = Math.ceil(began + timeoutMs - now());
    if (left <= 0) throw outOfTime(this.#address.session, timeoutMs);
    this.#box.look = look;
    try {
      return this.#script.runInContext(this.#context, { timeout: Math.min(left, this.#lookMs) }) as T;
    } catch (error) {
      // The context's own Error, which is not an instance of this one's.
      if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      if (left <= this.#lookMs) throw outOfTime(this.#address.session, timeoutMs);
      const what = `the regular expression ${String(this.#pattern)} takes more than ${this.#lookMs / 1000} s to look for once`;
      throw new TdetachError('bad-argument', `${what}: give one without repetitions in repetitions`, error);
    }
  }
}
