// Measures the time after which a leader that takes nothing counts as stalled.
import { LEADER_STALL_MS } from '../../base/limits/flow-limits.ts';

export class StallTimer {
  readonly #onStalled: () => void;
  #timer: NodeJS.Timeout | undefined;
  #late: NodeJS.Immediate | undefined;

  constructor(onStalled: () => void) {
    this.#onStalled = onStalled;
  }

  /** Measures the time from now on, or no longer. */
  set(on: boolean): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#late);
    // A host that did not run for that long first reads what has arrived in the meantime.
    const late = (): void => void (this.#late = setImmediate(this.#onStalled));
    if (on) this.#timer = setTimeout(late, LEADER_STALL_MS);
  }
}
