// Text whose columns differ between terminals: emoji of several code points, and of later versions
// of Unicode. It is drawn so that nothing is in the wrong place for long. Adjacent characters are
// printed as they were, without a move between them, so that a terminal shows what it showed
// before, however wide that is. After a gap of the program's, and on the next line, the column is
// the model's again.
import { columnsOf } from './text-columns.ts';
import { stateAfter, stateByCluster, widthOfState } from './cluster-width.ts';

/** Joiner and presentation selectors. */
const JOINERS = /[\u200d\ufe0e\ufe0f]/;
const WIDENS = '\ufe0f';
const ASTRAL = 0x10000;
/** Ideographs from here on have always been wide. */
const IDEOGRAPHS = 0x20000;
/** No letter or sign before is a mark, or is joined to one on its left. */
export const FIRST_MARK = '\u0300';

/**
 * Single code points whose columns differ: soft hyphen, medial and final jamo, line and paragraph
 * separator, spacing marks. Seen in xterm 379, VTE 0.70, kitty 0.26 and alacritty 0.11.
 */
const DISPUTED = /[\u00ad\u1160-\u11ff\u2028\u2029\ud7b0-\ud7fb\p{Mc}]/u;
export const FIRST_DISPUTED = '\u00ad';

const isSingle = (text: string): boolean => text.length === ((text.codePointAt(0) ?? 0) < ASTRAL ? 1 : 2);

/** Returns true if terminals may differ in the columns of one of these code points. */
export const hasDisputed = (text: string): boolean => DISPUTED.test(text);

/** Returns true if terminals may differ in the columns of a cell's text. */
export function isUncertain(text: string, width: number): boolean {
  if (text < FIRST_DISPUTED) return false;
  if (hasDisputed(text)) return true;
  if (text.length === 1) return false;
  const code = text.codePointAt(0) ?? 0;
  if (code >= ASTRAL && code < IDEOGRAPHS) return true;
  return !isSingle(text) && (JOINERS.test(text) || columnsOf(text) !== width);
}

/** The most columns that a terminal gives to a cell's text. */
export const widest = (text: string, width: number): number =>
  isSingle(text) ? width : Math.max(width, columnsOf(text) + (text.includes(WIDENS) ? 1 : 0));

/**
 * Mode 2027 (grapheme clusters) of the terminal that is drawn on: set where a cell's text takes its
 * columns only in that mode.
 */
export class ClusterMode {
  #on = false;

  get on(): boolean {
    return this.#on;
  }

  /** The mode was set or reset elsewhere. */
  assume(on: boolean): void {
    this.#on = on;
  }

  /** Sets or resets it. */
  set(on: boolean): string {
    if (on === this.#on) return '';
    this.#on = on;
    return `\x1b[?2027${on ? 'h' : 'l'}`;
  }

  /**
   * Prints a cell's text.
   * @param left the text of the cell on its left
   */
  print(text: string, width: number, left: string): string {
    if (!this.#on && isSingle(text)) return text;
    const plain = columnsOf(text) === width;
    if (plain && !this.#on) return text;
    const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
    const before = stateAfter(left, stateByCluster);
    const joinsLeft = (stateByCluster(first.codePointAt(0) ?? 0, before) & 1) === 1;
    if (!plain) {
      if (!joinsLeft) return this.set(true) + text;
      return this.set(false) + first + this.set(true) + text.slice(first.length);
    }
    const same = widthOfState(stateAfter(text, stateByCluster)) === width;
    return joinsLeft || !same ? this.set(false) + text : text;
  }
}
