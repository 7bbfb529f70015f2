// Descriptors that are kept open for a host that may open no more: to refuse a client with a
// reason, to signal, to note a fault. They are opened first of all, so that their numbers are low
// and stay below a limit that is later lowered.
import fs from 'node:fs';
import { RESERVED_DESCRIPTORS } from '../../base/limits/limits.ts';

/** Something that can always be opened. */
const FILE = '/dev/null';

export class DescriptorReserve {
  readonly #held: number[] = [];

  constructor() {
    this.fill();
  }

  /** Opens the missing descriptors. */
  fill(): void {
    while (this.#held.length < RESERVED_DESCRIPTORS) {
      const one = DescriptorReserve.#open();
      if (one === undefined) return;
      this.#held.push(one);
    }
  }

  /** Returns true if another descriptor is available beside the reserved ones. */
  get hasRoom(): boolean {
    this.fill();
    const one = DescriptorReserve.#open();
    if (one !== undefined) fs.closeSync(one);
    return one !== undefined;
  }

  /**
   * Closes the reserved descriptors.
   * @returns true if there were any
   */
  release(): boolean {
    const held = this.#held.splice(0);
    for (const one of held) fs.closeSync(one);
    return held.length > 0;
  }

  /** Does work that needs descriptors for a moment. */
  use<T>(work: () => T): T {
    this.release();
    try {
      return work();
    } finally {
      this.fill();
    }
  }

  static #open(): number | undefined {
    try {
      return fs.openSync(FILE, 'r');
    } catch {
      return undefined; // EMFILE, ENFILE: in either case there is no descriptor
    }
  }
}
