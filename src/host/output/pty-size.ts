// The size of the program's terminal. Invariant: at rest it is what was last set; a repaint leaves
// it as it was.
import type { Size } from '../../../protocol/message.ts';
import { REPAINT_NUDGE_MS } from '../../base/limits/client-limits.ts';

export class PtySize {
  readonly #resize: (size: Size) => void;
  #size: Size;
  #nudge: NodeJS.Timeout | undefined;

  constructor(size: Size, resize: (size: Size) => void) {
    this.#size = size;
    this.#resize = resize;
  }

  /** The size at rest. */
  get size(): Size {
    return this.#size;
  }

  /**
   * Sets the size. A size with the same columns and rows and without pixels changes nothing: a
   * SIGWINCH at each attach would make programs redraw without need.
   * @returns true if that changed the columns or rows
   */
  set(size: Size): boolean {
    const { cols, rows, xpixel, ypixel } = this.#size;
    const resized = size.cols !== cols || size.rows !== rows;
    const isSame = !size.xpixel || (size.xpixel === xpixel && size.ypixel === ypixel);
    if (!resized && isSame) return false;
    this.stop();
    this.#size = size;
    this.#resize(size);
    return resized;
  }

  /**
   * Makes the program draw its screen again. A SIGWINCH alone is not enough, as programs compare
   * sizes: one row less for as long as it takes to see that, and back.
   */
  repaint(): void {
    if (this.#nudge) return;
    const { rows } = this.#size;
    this.#resize({ ...this.#size, rows: rows > 1 ? rows - 1 : rows + 1 });
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
