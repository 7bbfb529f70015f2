// The state that a terminal was made to save before output changed it: titles, and private modes
// whose start differs between terminals. Invariant: only a state that the terminal has saved, and
// still has, is restored.
import { startIsKnown } from './mode-private.ts';

/** XTWINOPS 22 and 23 of both titles. */
const PUSH_TITLE = '\x1b[22;0t';
const POP_TITLE = '\x1b[23;0t';

/** @param sequence makes the terminal save, and precedes the sequence that opens at `at` */
type OnSave = (sequence: string, at: number) => void;

export class SavedTerminalState {
  readonly #onSave: OnSave | undefined;
  #titles = false;
  /**
   * Private modes, and true if the terminal still has their saved value: it saves one value of
   * each.
   */
  readonly #modes = new Map<number, boolean>();

  constructor(onSave: OnSave | undefined) {
    this.#onSave = onSave;
  }

  titles(at: number): void {
    if (this.#titles || !this.#onSave) return;
    this.#titles = true;
    this.#onSave(PUSH_TITLE, at);
  }

  /** A pop of more than was pushed has brought them back. */
  titlesPopped(): void {
    this.#titles = false;
  }

  mode(mode: number, at: number): void {
    if (startIsKnown(mode) || this.#modes.has(mode) || !this.#onSave) return;
    this.#modes.set(mode, true);
    this.#onSave(`\x1b[?${mode}s`, at);
  }

  /** The program saves modes in the same place. */
  modesSaved(modes: readonly number[]): void {
    for (const mode of modes) if (this.#modes.has(mode)) this.#modes.set(mode, false);
  }

  /** XTRESTORE of the saved modes, one mode a sequence: VTE (0.70) ignores a list of several. */
  restoreModes(): string {
    return Array.from(this.#modes, ([mode, still]) => (still ? `\x1b[?${mode}r` : '')).join('');
  }

  restoreTitles(): string {
    return this.#titles ? POP_TITLE : '';
  }

  /** Makes a terminal in which all was restored save it again. */
  saveAgain(): string {
    const modes = Array.from(this.#modes, ([mode, still]) => (still ? `\x1b[?${mode}s` : '')).join('');
    return (this.#titles ? PUSH_TITLE : '') + modes;
  }
}
