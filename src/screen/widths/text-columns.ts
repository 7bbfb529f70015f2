// Cuts a text into the cells that it takes up on a screen, by the same rules as the emulator.
import { stateByCluster, stateByPoint, widthOfState } from './cluster-width.ts';
import { loadWidths, widthOf } from './width-table.ts';

export interface CellText {
  readonly text: string;
  readonly width: 1 | 2;
}

/**
 * The cells of a text. A mark at the start has a cell of its own.
 * @param clusters by grapheme cluster, as in a terminal with mode 2027 set
 */
export function* cellsOf(text: string, clusters = false): Generator<CellText> {
  loadWidths();
  const stateOf = clusters ? stateByCluster : stateByPoint;
  let cell = '';
  let state = 0;
  for (const character of text) {
    const next = stateOf(character.codePointAt(0) ?? 0, state);
    if ((next & 1) === 0 && cell !== '') {
      yield { text: cell, width: widthOfState(state) === 2 ? 2 : 1 };
      cell = '';
    }
    cell += character;
    state = next;
  }
  if (cell !== '') yield { text: cell, width: widthOfState(state) === 2 ? 2 : 1 };
}

/**
 * Returns true if a text has no column of its own: it is in the cell of the character before it.
 */
export function isMark(text: string): boolean {
  loadWidths();
  return widthOf(text.codePointAt(0) ?? 0) === 0;
}

/** All of ASCII that is printed: a column for each unit. */
const NARROW = /^[ -~]*$/;

/** The columns of a text, by code point. */
export function columnsOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  loadWidths();
  let columns = 0;
  for (const character of text) columns += widthOf(character.codePointAt(0) ?? 0);
  return columns;
}

/** Pads a text with spaces to a number of columns. */
export const padColumns = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
