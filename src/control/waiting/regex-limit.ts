// Searches for a regular expression within a time limit. A search may take arbitrarily long: each
// character doubles the time of `^(a+)+$`. V8 can interrupt code that runs in a separate context,
// even during a match. Nothing else in this process could, because the match blocks the thread.
import type * as Vm from 'node:vm';
import { now } from '../../base/clock.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { REGEX_LOOK_MS } from '../../base/limits/verb-limits.ts';
import { outOfTime } from './patience.ts';

/** The time limit of a wait for a pattern. */
export interface Patient {
  /** Milliseconds after which the whole wait ends; no limit if undefined. */
  readonly timeoutMs: number | undefined;
  /** When the wait began, on the clock of now(). */
  readonly began: number;
}

/** Runs searches for a pattern, each with a time limit, and none after the end of the wait. */
export class TimeLimit {
  readonly #address: Address;
  readonly #pattern: RegExp;
  readonly #patient: Patient;
  readonly #lookMs: number;
  readonly #box: { look: () => unknown } = { look: () => undefined };
  readonly #script: Vm.Script;
  readonly #context: Vm.Context;

  /** @param lookMs time limit of a single search, in ms */
  constructor(address: Address, pattern: RegExp, patient: Patient, lookMs = REGEX_LOOK_MS) {
    this.#address = address;
    this.#pattern = pattern;
    this.#patient = patient;
    this.#lookMs = lookMs;
    const vm = process.getBuiltinModule('node:vm'); // loaded on demand, because most clients do not need it
    this.#script = new vm.Script('look()');
    this.#context = vm.createContext(this.#box);
  }

  /**
   * Runs one search. After an error the searched state may be inconsistent, and must not be used
   * again.
   * @throws TdetachError timed-out at the end of the wait; bad-argument if a single search takes
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
      // The error belongs to the other context, so instanceof Error does not hold.
      if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      if (left <= this.#lookMs) throw outOfTime(this.#address.session, timeoutMs);
      const what = `the regular expression ${String(this.#pattern)} takes more than ${this.#lookMs / 1000} s to look for once`;
      throw new TdetachError('bad-argument', `${what}: give one without repetitions in repetitions`, error);
    }
  }
}
