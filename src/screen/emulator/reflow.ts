// Lays the rows of one line of the program's out at another width, as xterm.js does it when its
// width changes. Invariant: every character stays, in order; a wide one is never cut.
import { CELL_WORDS, EMPTY_CELL } from './emulator.ts';
import type { Line } from './xterm-core.ts';
import { HAS_EXTENDED } from '../snapshot/pen.ts';

/** Bits of a cell's content: a character, which may be a combined one. */
const CHARACTER = 0x3fffff;
const COMBINED = 0x200000;
const WIDTH_SHIFT = 22;

const content = ({ _data: data }: Line, column: number): number => data[column * CELL_WORDS] ?? 0;
const isEmpty = (line: Line, column: number): boolean => (content(line, column) & CHARACTER) === 0;
const widthOf = (line: Line, column: number): number => content(line, column) >>> WIDTH_SHIFT;

/** Columns up to the last character. */
function printedColumns(line: Line): number {
  for (let column = line.length - 1; column >= 0; column--) {
    if (!isEmpty(line, column)) return Math.min(line.length, column + widthOf(line, column));
  }
  return 0;
}

/**
 * Columns of a row that continues in the next: the last one is free if a wide character did not
 * fit.
 */
function fullColumns(line: Line, next: Line | undefined): number {
  const last = line.length - 1;
  const free = next !== undefined && isEmpty(line, last) && widthOf(line, last) === 1;
  return free && widthOf(next, 0) === 2 ? last : line.length;
}

function copyCells(from: Line, column: number, to: Line, at: number, count: number): void {
  to._data.set(from._data.subarray(column * CELL_WORDS, (column + count) * CELL_WORDS), at * CELL_WORDS);
  for (let offset = 0; offset < count; offset++) {
    const start = (column + offset) * CELL_WORDS;
    if ((from._data[start] ?? 0) & COMBINED) to._combined[at + offset] = from._combined[column + offset];
    if ((from._data[start + 2] ?? 0) & HAS_EXTENDED)
      to._extendedAttrs[at + offset] = from._extendedAttrs[column + offset];
  }
}

type LineClass = new (cols: number, fill: undefined, isWrapped: boolean) => Line;

/** Makes empty rows of one width. */
export class RowMaker {
  readonly #make: LineClass;
  readonly #cols: number;
  readonly #empty: Uint32Array;

  /** @param like any row of xterm.js's */
  constructor(cols: number, like: Line) {
    this.#make = like.constructor as LineClass;
    this.#cols = cols;
    this.#empty = new Uint32Array(cols * CELL_WORDS);
    for (let at = 0; at < this.#empty.length; at += CELL_WORDS) this.#empty.set(EMPTY_CELL, at);
  }

  row(isWrapped: boolean): Line {
    const row = new this.#make(0, undefined, isWrapped);
    row._data = this.#empty.slice();
    row.length = this.#cols;
    return row;
  }
}

/** The columns of one line that something was printed in. */
export const columnsOf = (rows: readonly Line[]): number =>
  rows.reduce((sum, row, index) => {
    const next = rows[index + 1];
    return sum + (next ? fullColumns(row, next) : printedColumns(row));
  }, 0);

/**
 * @param rows of one line, of any widths
 * @param cols of at least two columns
 * @param goesOn true if the line continues after the last row
 */
export function reflow(rows: readonly Line[], cols: number, goesOn: boolean): Line[] {
  const [first] = rows;
  if (!first || rows.every(({ length }) => length === cols)) return [...rows];
  const maker = new RowMaker(cols, first);
  let row = maker.row(first.isWrapped);
  const out = [row];
  let at = 0;
  for (const [index, source] of rows.entries()) {
    const next = rows[index + 1];
    const end = next || goesOn ? fullColumns(source, next) : printedColumns(source);
    for (let column = 0; column < end;) {
      let count = Math.min(end - column, cols - at);
      if (at + count === cols && widthOf(source, column + count - 1) === 2) count--;
      copyCells(source, column, row, at, count);
      column += count;
      at += count;
      if (column >= end && at < cols) break;
      if (column >= end && !next) break; // a row needs content to begin
      out.push((row = maker.row(true)));
      at = 0;
    }
    // Like xterm.js, keeps colours after the text if they need no row of their own.
    if (rows.length === 1 && out.length === 1 && end < source.length)
      copyCells(source, end, row, end, Math.min(source.length, cols) - end);
  }
  return out;
}
