// The terminal's sizes along the output. Invariant: every byte that may still be asked for has a
// size.
import type { Size } from '../../protocol/message.ts';

interface Resize {
  /** Bytes of output before it. */
  readonly at: number;
  readonly size: Size;
}

export class Sizes {
  readonly #first: Size;
  #all: Resize[] = [];

  constructor(first: Size) {
    this.#first = first;
  }

  /**
   * @param at bytes of output so far
   * @param start sizes before it are not asked for
   */
  resized(at: number, size: Size, start: number): void {
    if (this.#all.at(-1)?.at === at) this.#all.pop();
    this.#all.push({ at, size });
    const first = this.#all.findLastIndex((one) => one.at <= start);
    if (first > 0) this.#all.splice(0, first);
  }

  /** The size at this place of the output, and the place of the next other one. */
  at(seq: number): { readonly size: Size; readonly until: number } {
    const last = this.#all.findLastIndex((one) => one.at <= seq);
    return { size: this.#all[last]?.size ?? this.#first, until: this.#all[last + 1]?.at ?? Infinity };
  }
}
