// The size of the program's terminal. Invariant: at rest it is what was last set; a repaint leaves it as it was.
import type { Size } from '../../protocol/message.ts';
import { REPAINT_NUDGE_MS } from '../base/limits.ts';

export class Window {
  readonly #resize: (size: Size) => void;
  #size: Size;
  #nudge: NodeJS.Timeout | undefined;

  constructor(size: Size, resize: (size: Size) => void) {
    this.#size = size;
    this.#resize = resize;
  }

  /** @returns whether that changed the size */
  set(size: Size): boolean {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return false;
    this.stop();
    this.#size = size;
    this.#resize(size);
    return true;
  }

  /**
   * Makes the program draw its screen again. A SIGWINCH alone is not enough, as programs compare sizes: one row
   * less for as long as it takes to see that, and back.
   */
  repaint(): void {
    if (this.#nudge) return;
    const { cols, rows } = this.#size;
    this.#resize({ cols, rows: rows > 1 ? rows - 1 : rows + 1 });
    this.#nudge = setTimeout(() => {
      this.#nudge = undefined;
      this.#resize(this.#size);
    }, REPAINT_NUDGE_MS);
  }

  stop(): void {
    clearTimeout(this.#nudge);
    this.#nudge = undefined;
  }
}
