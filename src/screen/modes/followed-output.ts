// Follows the modes in the session's output on its way to a terminal. Before output first changes a
// state that only the terminal knows, a sequence is inserted that makes the terminal save it:
// titles are pushed, and private modes whose start differs between terminals are saved. Queries are
// left out if the terminal's answer would not reach a program. All other output is passed on
// unchanged.
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
  /** The sequence to insert: '' for none. */
  readonly sequence: string;
  /** Where to insert it in the bytes being fed; -1: before the bytes held back from earlier. */
  readonly at: number;
  /** The end of the bytes that are left out from there on, if any are. */
  readonly end?: number;
}

export class FollowedOutput {
  readonly #modes: Modes;
  readonly #opening: RegExp;
  #changes: Change[] = [];
  /** The end of the fed output that is held back. */
  #tail = NOTHING;

  /**
   * @param onQuery the program asks its terminal for something
   * @param answers true if the terminal's answers reach the program
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

  /** Puts a fresh terminal into the modes of the output so far. */
  enter(): string {
    return this.#modes.enter();
  }

  /**
   * Puts a terminal that was restored by `undo` or `undoAnywhere` into the modes of the output so
   * far.
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
   * @returns the bytes for the terminal: the same buffer, if nothing is added or held back
   */
  feed(bytes: Buffer): Buffer {
    this.#modes.feed(bytes);
    if (this.#changes.length === 0 && this.#tail.length === 0 && !this.#modes.within) return bytes;
    const parts: Buffer[] = [];
    const before = this.#tail.length;
    const all = before > 0 ? Buffer.concat([this.#tail, bytes]) : bytes;
    let from = 0;
    for (const { sequence, at, end } of this.#changes) {
      const to = before + at;
      if (to < 0) continue; // in the middle of a sequence nothing can be added
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
   * Restores the terminal; see Modes.undo().
   * @param below lines down to the first free one, if known
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

/** The index of an unfinished sequence that must be held back; the length if there is none. */
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
