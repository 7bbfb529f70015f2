// Finds titles and bells in the output, by which a program draws attention. They are searched only
// if a listener wants them.

/** Receives titles and bells as they are found. */
export interface TitleAndBell {
  /** A title may have changed. */
  titled(): void;
  bell(): void;
}

const BEL = 0x07;

/** Reports the bells in a stretch of text, which has no other control function in it. */
export function ring(signs: TitleAndBell, bytes: Uint8Array, from: number, to: number): void {
  const text = bytes.subarray(from, to); // indexOf alone would search to the end of all bytes
  for (let at = text.indexOf(BEL); at >= 0; at = text.indexOf(BEL, at + 1)) signs.bell();
}

/** A listener. */
export interface TitleAndBellListener {
  onTitle(title: string): void;
  /** Not called for bells in a flood, in which text is skipped. */
  onBell(): void;
}

/** The listeners. Each hears only of a title that differs from the one before. */
export class TitleAndBellListeners implements TitleAndBell {
  readonly #all = new Set<TitleAndBellListener>();
  readonly #titleNow: () => string;
  #title = '';

  /** @param titleNow the window's title at the place in the output that is being looked at */
  constructor(titleNow: () => string) {
    this.#titleNow = titleNow;
  }

  get hasListeners(): boolean {
    return this.#all.size > 0;
  }

  add(listener: TitleAndBellListener): void {
    this.#all.add(listener);
    this.#title = this.#titleNow();
  }

  remove(listener: TitleAndBellListener): void {
    this.#all.delete(listener);
  }

  titled(): void {
    const title = this.#titleNow();
    if (title === this.#title) return;
    this.#title = title;
    for (const listener of this.#all) listener.onTitle(title);
  }

  bell(): void {
    for (const listener of this.#all) listener.onBell();
  }
}
