// Lines that have scrolled off the top of the primary screen, as rows of the widths at which they
// were printed: a change of the width touches none of them. Invariants: it holds at most as many of
// the program's lines, and bytes, as its limits say, whatever the width; each line has a number,
// counted from the start of the session.
import { HISTORY_BYTES } from '../../base/limits/limits.ts';
import { COUNTED_LINE_COLUMNS, LENT_COLUMNS } from '../../base/limits/model-limits.ts';
import { CELL_WORDS } from './emulator.ts';
import type { Line } from './xterm-core.ts';
import { reflow } from './reflow.ts';

/** Rows that went are used again for the next ones; of a long line many go at once. */
const SPARE_ROWS = 64;

/** Places in a ring that is new: a power of two, as all numbers of places are. */
const FIRST_PLACES = 64;

const bytesOf = ({ length }: Line): number => length * CELL_WORDS * Uint32Array.BYTES_PER_ELEMENT;

export class Scrollback {
  readonly #limit: number;
  /** A ring that grows as needed. */
  #places: (Line | undefined)[] = [];
  #first = 0;
  #size = 0;
  /** Rows in the midst of a line that count as one. */
  readonly #counted = new Set<Line>();
  #lines = 0;
  #bytes = 0;
  /** Columns since the last row that counts; undefined if they have to be counted again. */
  #columns: number | undefined = 0;
  #end: number;
  readonly #spare: Line[] = [];

  /**
   * @param limit lines that are kept, as far as HISTORY_BYTES hold them
   * @param first number of the first line
   */
  constructor(limit: number, first = 0) {
    this.#limit = limit;
    this.#end = first;
  }

  /** Number of the line that begins in the next row, if a line begins there. */
  get end(): number {
    return this.#end;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  #row(index: number): Line | undefined {
    return this.#places[(this.#first + index) & (this.#places.length - 1)];
  }

  /** Takes over a row: the caller must not use it any more. */
  push(row: Line): void {
    const { isWrapped, length } = row;
    if (isWrapped && this.#size > 0) this.#goOn(row);
    else {
      this.#columns = length;
      this.#lines++;
    }
    if (!isWrapped) this.#end++;
    if (this.#size === this.#places.length) this.#grow();
    this.#places[(this.#first + this.#size++) & (this.#places.length - 1)] = row;
    this.#bytes += bytesOf(row);
    while (this.#lines > this.#limit || this.#bytes > HISTORY_BYTES) this.#dropLine();
  }

  #goOn(row: Line): void {
    this.#columns = (this.#columns ?? this.#sinceCounted()) + row.length;
    if (this.#columns <= COUNTED_LINE_COLUMNS) return;
    this.#counted.add(row);
    this.#columns = row.length;
    this.#lines++;
  }

  #grow(): void {
    const places = new Array<Line | undefined>(2 * this.#size || FIRST_PLACES);
    for (let index = 0; index < this.#size; index++) places[index] = this.#row(index);
    this.#places = places;
    this.#first = 0;
  }

  /**
   * Takes a row over in exchange for one that is not in use any more: plain lines in a full history
   * one for one.
   * @returns undefined if there is none
   */
  swap(row: Line): Line | undefined {
    const mask = this.#places.length - 1;
    const first = this.#places[this.#first];
    const second = this.#places[(this.#first + 1) & mask];
    const full = this.#lines === this.#limit && this.#size > 1 && first && second;
    if (!full || row.isWrapped || first.isWrapped || second.isWrapped || first.length !== row.length) {
      this.push(row);
      return this.#spare.pop();
    }
    this.#first = (this.#first + 1) & mask;
    this.#places[(this.#first + this.#size - 1) & mask] = row;
    this.#columns = row.length;
    this.#end++;
    return first;
  }

  /** Returns true if a row counts: the first one does always. */
  #counts(row: Line): boolean {
    return !row.isWrapped || (this.#counted.size > 0 && this.#counted.has(row));
  }

  #dropLine(): void {
    let next: Line | undefined;
    do {
      const row = this.#places[this.#first];
      if (!row) break;
      if (row.isWrapped) this.#counted.delete(row);
      this.#places[this.#first] = undefined;
      this.#first = (this.#first + 1) & (this.#places.length - 1);
      this.#size--;
      this.#bytes -= bytesOf(row);
      if (this.#spare.length < SPARE_ROWS) this.#spare.push(row);
      next = this.#size > 0 ? this.#places[this.#first] : undefined;
    } while (next && !this.#counts(next));
    this.#lines--;
  }

  /** @param skipped lines that take a number, and are not here */
  clear(skipped = 0): void {
    this.#end += skipped;
    this.#places = [];
    this.#counted.clear();
    this.#first = this.#size = this.#lines = this.#bytes = this.#columns = 0;
  }

  *[Symbol.iterator](): Generator<Line> {
    for (let index = 0; index < this.#size; index++) {
      const row = this.#row(index);
      if (row) yield row;
    }
  }

  /** The rows of the line that ends before `end`. */
  #lineBefore(end: number): Line[] {
    const line: Line[] = [];
    for (let index = end - 1; index >= 0; index--) {
      const row = this.#row(index);
      if (row) line.push(row);
      if (!row?.isWrapped) break;
    }
    return line.reverse();
  }

  /**
   * The last rows, laid out at a width.
   * @param goesOn true if the last line continues on the screen
   * @param from number of the first line to return
   */
  last(count: number, cols: number, goesOn: boolean, from = 0): Line[] {
    const lines: Line[][] = [];
    let rows = 0;
    let number = this.end;
    for (let end = this.#size; end > 0 && rows < count;) {
      const line = this.#lineBefore(end);
      number -= line[0]?.isWrapped ? 0 : 1;
      if (number < from) break;
      const flowed = reflow(line, cols, goesOn && end === this.#size);
      lines.push(flowed);
      rows += flowed.length;
      end -= line.length;
    }
    return lines
      .reverse()
      .flat()
      .slice(Math.max(0, rows - count));
  }

  /**
   * Lines from a number on, or from the first one whose beginning is kept: the unchanged rows of
   * each, and that number.
   */
  lines(from: number): { readonly first: number; readonly lines: Line[][] } {
    const lines: Line[][] = [];
    let first = this.end;
    for (let end = this.#size; end > 0 && first > from;) {
      const line = this.#lineBefore(end);
      if (line[0]?.isWrapped) break;
      first--;
      lines.push(line);
      end -= line.length;
    }
    return { first, lines: lines.reverse() };
  }

  /**
   * Takes the last line out, or at most its last LENT_COLUMNS.
   * @returns its rows, unchanged; none if there is no line
   */
  takeLine(): Line[] {
    const line: Line[] = [];
    let columns = 0;
    do {
      const row = this.#pop();
      if (!row) break;
      columns += row.length;
      line.push(row);
    } while (line.at(-1)?.isWrapped && columns < LENT_COLUMNS);
    return line.reverse();
  }

  #pop(): Line | undefined {
    const row = this.isEmpty ? undefined : this.#row(this.#size - 1); // places are not always cleared
    if (!row) return undefined;
    this.#size--;
    this.#places[(this.#first + this.#size) & (this.#places.length - 1)] = undefined;
    this.#bytes -= bytesOf(row);
    if (!row.isWrapped) this.#end--;
    if (this.#counts(row) || this.#size === 0) this.#lines--;
    this.#counted.delete(row);
    this.#columns = undefined;
    return row;
  }

  #sinceCounted(): number {
    let columns = 0;
    for (let index = this.#size - 1; index >= 0; index--) {
      const row = this.#row(index);
      columns += row?.length ?? 0;
      if (!row || this.#counts(row)) break;
    }
    return columns;
  }
}
