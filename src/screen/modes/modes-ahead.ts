// The modes at the end of the output, ahead of the emulator. Finding them takes a small part of the
// time for drawing the screen, and requests for the modes alone need not wait for the drawing.
import { MODEL_PIECE_BYTES, MODEL_SLICE_MS } from '../../base/limits/model-limits.ts';
import type { Modes } from './terminal-modes.ts';
import type { ParseQueue } from '../model/parse-queue.ts';

export class ModesAhead {
  readonly #queue: ParseQueue;
  /** The modes at the first byte that waits. */
  readonly #modes: Modes;
  readonly #now: () => number;
  #ahead: { readonly modes: Modes; at: number } | undefined;

  /** @param now milliseconds, of a clock that only goes forward */
  constructor(queue: ParseQueue, modes: Modes, now: () => number) {
    this.#queue = queue;
    this.#modes = modes;
    this.#now = now;
  }

  /**
   * The modes at the end of all output; in a step those at its place. In megabytes of sequences it
   * may not reach the end at once.
   */
  get modes(): Modes {
    const queue = this.#queue;
    if (queue.length === 0) queue.catchUp();
    if (queue.isAtStep || queue.length === 0) return this.#modes;
    // Skipped output is skipped here, too.
    if (!this.#ahead || this.#ahead.at < queue.start)
      this.#ahead = { modes: this.#modes.copy(), at: queue.start };
    const ahead = this.#ahead;
    const until = this.#now() + MODEL_SLICE_MS;
    while (ahead.at < queue.end) {
      ahead.at += ahead.modes.feed(queue.peek(ahead.at, MODEL_PIECE_BYTES));
      if (this.#now() >= until) break;
    }
    return ahead.modes;
  }
}
