// The session's output on its way to the terminal, composed by the host, which sends beforehand
// what undoes it. Invariant: the held undo undoes exactly what the terminal was given, or modes
// that are in force anyway.
import type { Undo } from '../../protocol/message.ts';

/** Output that is followed, so that the terminal can be put back. */
export interface Followed {
  /** @returns the bytes for the terminal */
  feed(bytes: Buffer): Buffer;
  /**
   * Restores the terminal.
   * @param below lines down to the first free one, if known
   * @param cols the terminal's columns
   */
  undo(below: number | undefined, cols: number): Buffer | string;
  /** Sets again what `undo` undoes. */
  enter(): Buffer | string;
  resized(): void;
  /** True if keys may come in an encoding other than the legacy one. */
  readonly extendedKeys: boolean;
  readonly isAlternate: boolean;
}

const NEW_LINE = Buffer.from('\r\n');
const NOTHING = Buffer.alloc(0);
const [LF, CR, CUD] = [0x0a, 0x0d, 0x42];

/** A copy of what the host has reported. */
interface Told {
  readonly undo: Buffer;
  readonly enter: Buffer;
  readonly asks: readonly string[];
  readonly extended: boolean;
  readonly alternate: boolean;
}

const NOTHING_TOLD: Told = { undo: NEW_LINE, enter: NOTHING, asks: [], extended: false, alternate: false };

export class ToldOutput implements Followed {
  readonly #onQuery: (query: string) => void;
  #told = NOTHING_TOLD;
  /** The undo that holds once the next bytes were given out. */
  #next: Told | undefined;
  /** True if the cursor stands at the start of a line, as far as it was not moved. */
  #atStart = true;
  /** Bytes that were not given out: the first two. */
  readonly #late: Buffer[] = [];
  #isEnd = false;

  /** @param onQuery the program asks its terminal for something */
  constructor(onQuery: (query: string) => void) {
    this.#onQuery = onQuery;
  }

  /** The host has reported what undoes its next output. */
  tell({ bytes, enter = NOTHING, asks = [], extended = false, alternate = false }: Undo): void {
    this.#next = { undo: Buffer.from(bytes), enter: Buffer.from(enter), asks, extended, alternate };
  }

  feed(bytes: Buffer): Buffer {
    if (this.#next) {
      this.#told = this.#next;
      this.#next = undefined;
      for (const query of this.#told.asks) this.#onQuery(query);
    }
    let last = bytes.length - 1;
    while (last >= 0 && bytes[last] === LF) last--;
    if (last >= 0) this.#atStart = bytes[last] === CR;
    return bytes;
  }

  /**
   * The host shows its output on the terminal itself: the last undo is in force, and the cursor's
   * place is unknown.
   */
  shownByHost(): void {
    this.feed(NOTHING);
    this.#atStart = false;
  }

  /** These bytes come too late, and are not given out. */
  late(bytes: Uint8Array): void {
    if (this.#late.length < 2 && bytes.length > 0) this.#late.push(Buffer.from(bytes));
  }

  /** The last bytes of the host put the terminal back. */
  end(): void {
    this.#isEnd = true;
  }

  undo(): Buffer {
    // If only the host's last bytes came too late, nothing else is missing.
    if (this.#isEnd && this.#late.length < 2) return this.#late[0] ?? NOTHING;
    const { undo, alternate } = this.#told;
    const isAtEnd = undo.at(-3) === CUD; // the host does not know where the cursor is, nor that it stays there
    const isNewLine = this.#atStart && !alternate && !isAtEnd;
    return isNewLine ? undo.subarray(0, -NEW_LINE.length) : undo;
  }

  enter(): Buffer {
    return this.#told.enter;
  }

  /** The terminal was put back: it holds nothing that is to be undone, until `feed` is called. */
  forget(): void {
    this.#next = { ...this.#told, asks: [] };
    this.#told = NOTHING_TOLD;
    this.#atStart = true;
  }

  /** The host knows its columns. */
  resized(): void {
    return;
  }

  get extendedKeys(): boolean {
    return this.#told.extended;
  }

  get isAlternate(): boolean {
    return this.#told.alternate;
  }
}
