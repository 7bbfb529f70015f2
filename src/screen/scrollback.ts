// What has scrolled off the top of the primary screen, as rows of the widths at which it was printed: a change of the width
// touches none of it. Invariants: it holds no more lines of the program's, and bytes, than its limits, whatever the width;
// each line has a number, counted from the start of the session.
import { HISTORY_BYTES } from '../base/limits.ts';
import { COUNTED_LINE_COLUMNS, LENT_COLUMNS } from '../base/model-limits.ts';
import { CELL_WORDS } from './emulator.ts';
import type { Line } from './emulator.ts';
import { reflow } from './reflow.ts';

/** Rows that went are used again for the next ones; of a long line many go at once. */
const SPARE_ROWS = 64;

/** Rows that went from the front of the array are cut off when they are so many, and more than are left. */
const GONE_ROWS = 1_024;

const bytesOf = ({ length }: Line): number => length * CELL_WORDS * Uint32Array.BYTES_PER_ELEMENT;

export class Scrollback {
  readonly #limit: number;
  #rows: (Line | undefined)[] = [];
  /** For each row whether it counts as the begin of a line. */
  #counted: boolean[] = [];
  #head = 0;
  #lines = 0;
  #bytes = 0;
  /** Columns since the last row that counts; undefined where that has to be counted again. */
  #columns: number | undefined = 0;
  /** Lines that begin in a row here, and that have gone. */
  #begun = 0;
  #gone: number;
  readonly #spare: Line[] = [];

  /**
   * @param limit lines that are kept, as far as HISTORY_BYTES hold them
   * @param first number of the first line
   */
  constructor(limit: number, first = 0) {
    this.#limit = limit;
    this.#gone = first;
  }

  /** Number of the line that begins in the next row, where that begins one. */
  get end(): number {
    return this.#gone + this.#begun;
  }

  get isEmpty(): boolean {
    return this.#head === this.#rows.length;
  }

  /** Takes a row over, which belongs to nobody else from now on. */
  push(row: Line): void {
    const { isWrapped, length } = row;
    const columns = isWrapped ? (this.#columns ?? this.#sinceCounted()) + length : length;
    const counts = !isWrapped || columns > COUNTED_LINE_COLUMNS || this.isEmpty;
    this.#columns = counts ? length : columns;
    this.#rows.push(row);
    this.#counted.push(counts);
    this.#bytes += bytesOf(row);
    if (!isWrapped) this.#begun++;
    if (counts) this.#lines++;
    while (this.#lines > this.#limit || this.#bytes > HISTORY_BYTES) this.#dropLine();
  }

  /** A row that is in use no more. */
  spare(): Line | undefined {
    return this.#spare.pop();
  }

  #dropLine(): void {
    do {
      const row = this.#rows[this.#head];
      if (!row) break;
      this.#rows[this.#head++] = undefined;
      this.#bytes -= bytesOf(row);
      if (!row.isWrapped) {
        this.#begun--;
        this.#gone++;
      }
      if (this.#spare.length < SPARE_ROWS) this.#spare.push(row);
    } while (this.#counted[this.#head] === false);
    this.#lines--;
    if (this.#head > GONE_ROWS && this.#head > this.#rows.length / 2) {
      this.#rows = this.#rows.slice(this.#head);
      this.#counted = this.#counted.slice(this.#head);
      this.#head = 0;
    }
  }

  /** @param skipped lines that take a number, and are not here */
  clear(skipped = 0): void {
    this.#gone += this.#begun + skipped;
    this.#rows = [];
    this.#counted = [];
    this.#head = this.#lines = this.#bytes = this.#columns = this.#begun = 0;
  }

  *[Symbol.iterator](): Generator<Line> {
    for (let index = this.#head; index < this.#rows.length; index++) {
      const row = this.#rows[index];
      if (row) yield row;
    }
  }

  /** The index of the first row of the line that ends before `end`. */
  #beginOf(end: number): number {
    let index = end - 1;
    while (index > this.#head && this.#rows[index]?.isWrapped) index--;
    return index;
  }

  /**
   * The last rows, laid out at a width.
   * @param goesOn whether the last line goes on on the screen
   * @param from number of the first line that is wanted
   */
  last(count: number, cols: number, goesOn: boolean, from = 0): Line[] {
    const lines: Line[][] = [];
    let rows = 0;
    let number = this.end;
    for (let end = this.#rows.length; end > this.#head && rows < count;) {
      const begin = this.#beginOf(end);
      const line = this.#rows.slice(begin, end).filter((row) => row !== undefined);
      number -= line[0]?.isWrapped ? 0 : 1;
      if (number < from) break;
      const flowed = reflow(line, cols, goesOn && end === this.#rows.length);
      lines.push(flowed);
      rows += flowed.length;
      end = begin;
    }
    return lines
      .reverse()
      .flat()
      .slice(Math.max(0, rows - count));
  }

  /**
   * Takes the last line out, or no more of it than its last LENT_COLUMNS.
   * @returns its rows as they are here, none where there is no line
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
    if (this.isEmpty) return undefined;
    const row = this.#rows.pop();
    const counted = this.#counted.pop();
    if (!row) return undefined;
    this.#bytes -= bytesOf(row);
    if (!row.isWrapped) this.#begun--;
    if (counted) this.#lines--;
    this.#columns = undefined;
    return row;
  }

  #sinceCounted(): number {
    let columns = 0;
    for (let index = this.#rows.length - 1; index >= this.#head; index--) {
      columns += this.#rows[index]?.length ?? 0;
      if (this.#counted[index]) break;
    }
    return columns;
  }
}
