// The session's output on its way to the terminal, with its modes followed. Where it first changes
// what only the terminal knows as it was, a sequence goes in front that makes the terminal save it:
// the titles are pushed, private modes are saved whose start differs between terminals. Queries are
// left out where the terminal's answer would reach no program. Everything else of it is passed on
// as it is.
import { undoAnywhere } from './mode-undo.ts';
import { Modes } from './terminal-modes.ts';

/**
 * The beginning of a sequence that may set a title, a private mode or the cursor's style
 * (DECSCUSR); controls may stand in between.
 */
const OPENING = /^\x1b(?:\]0*[012]?|\[(?:\?[\d;\x00-\x17\x19\x1c-\x1f\x7f]*|\d? ?)?)?$/;

/** The beginning of any sequence that may be a query. */
const OPENING_OR_QUERY = /^\x1b(?:\[[^@-~\x1b]*|[\]P][^\x07\x1b]*\x1b?)?$/;

/** A longer beginning is not held back: no program's sequence is that long. */
const MAX_OPENING_BYTES = 128;

const [SO, SI, ESC] = [0x0e, 0x0f, 0x1b];

const NOTHING: Buffer = Buffer.alloc(0);

interface Change {
  /** Goes in: '' for nothing. */
  readonly sequence: string;
  /** Where it goes in the bytes being fed; -1: in front of what was held back of those before. */
  readonly at: number;
  /** What is left out of them from there on ends here, if anything is. */
  readonly end?: number;
}

export class FollowedOutput {
  readonly #modes: Modes;
  readonly #opening: RegExp;
  #changes: Change[] = [];
  /** The end of what was fed that is held back. */
  #tail = NOTHING;

  /**
   * @param onQuery the program asks its terminal for something
   * @param answers whether the terminal's answers reach the program
   */
  constructor(onQuery: (query: string) => void = () => undefined, answers = true) {
    this.#opening = answers ? OPENING : OPENING_OR_QUERY;
    this.#modes = new Modes({
      onSave: (sequence, at) => this.#changes.push({ sequence, at }),
      onQuery: (query, end, at) => {
        if (answers) onQuery(query);
        else this.#changes.push({ sequence: '', at, end });
      },
    });
  }

  /** Returns true if keys may come in an encoding other than the legacy one. */
  get extendedKeys(): boolean {
    return this.#modes.extendedKeys;
  }

  /** Returns true if the session shows its alternate screen. */
  get isAlternate(): boolean {
    return this.#modes.state.alternate !== 0;
  }

  /** What puts a fresh terminal into the modes of the output so far. */
  enter(): string {
    return this.#modes.enter();
  }

  /**
   * What puts a terminal into the modes of the output so far that was put back by `undo` or
   * `undoAnywhere`.
   */
  enterAgain(): string {
    return this.#modes.undoable.savedState.saveAgain() + this.#modes.enter();
  }

  /**
   * Returns true if these bytes are passed on as they are, and change nothing that is to be undone.
   */
  isPlain(bytes: Buffer): boolean {
    if (this.#modes.within || this.#tail.length > 0) return false;
    return !bytes.includes(ESC) && !bytes.includes(SO) && !bytes.includes(SI);
  }

  resized(): void {
    this.#modes.resized();
  }

  /**
   * Follows output.
   * @returns what the terminal is to be given: the bytes themselves, where nothing is added or held
   *   back
   */
  feed(bytes: Buffer): Buffer {
    this.#modes.feed(bytes);
    if (this.#changes.length === 0 && this.#tail.length === 0 && !this.#modes.within) return bytes;
    const parts: Buffer[] = [];
    const before = this.#tail.length;
    const all = before > 0 ? Buffer.concat([this.#tail, bytes]) : bytes;
    let from = 0;
    for (const { sequence, at, end } of this.#changes) {
      if (at < 0 && before === 0) continue; // in the middle of a sequence nothing can be added
      const to = at < 0 ? 0 : before + at;
      parts.push(all.subarray(from, to), Buffer.from(sequence));
      from = end === undefined ? to : before + end;
    }
    this.#changes = [];
    const end = this.#modes.within ? openingAt(all, this.#opening) : all.length;
    this.#tail = end < all.length ? Buffer.from(all.subarray(end)) : NOTHING;
    if (parts.length === 0) return all.subarray(0, end);
    parts.push(all.subarray(from, end));
    return Buffer.concat(parts);
  }

  /**
   * What puts the terminal back; see Modes.undo().
   * @param below lines down to the first free one, where it is known
   * @param cols the terminal's columns
   */
  undo(below: number | undefined, cols: number): string {
    return this.#modes.undo(below, cols);
  }

  /** As `undo`, for a client that holds it until the modes change: see undoAnywhere(). */
  undoAnywhere(cols: number): string {
    return undoAnywhere(this.#modes.undoable, cols);
  }
}

/**
 * Where the beginning of a sequence stands that has to be held back; the length where there is
 * none.
 */
function openingAt(bytes: Buffer, opening: RegExp): number {
  const last = bytes.lastIndexOf(0x1b);
  // The last one may be the beginning of the ST that ends a string.
  const before = last > 0 ? bytes.lastIndexOf(0x1b, last - 1) : -1;
  for (const escape of [before, last]) {
    const held = escape >= 0 && bytes.length - escape <= MAX_OPENING_BYTES;
    if (held && opening.test(bytes.toString('latin1', escape))) return escape;
  }
  return bytes.length;
}
