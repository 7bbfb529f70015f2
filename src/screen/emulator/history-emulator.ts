// An emulator whose history is outside of it: xterm.js has only the screen, and a row that scrolls
// off it is moved to the history unchanged. Invariant: a change of size works on the screens and a
// few lines above them, however long the history is, with the result that xterm.js would have with
// all of it.
import { MODEL_ROWS } from '../../base/limits/model-limits.ts';
import { Emulator, blankUnknown } from './emulator.ts';
import type { Line, Link, Rows } from './xterm-core.ts';
import { KeptLinks } from './kept-links.ts';
import { RowMaker, columnsOf, reflow } from './reflow.ts';
import { Scrollback } from './scrollback.ts';

/** xterm.js has no screen of one column. */
const MIN_COLUMNS = 2;

export class HistoryEmulator extends Emulator {
  readonly #history: Scrollback | undefined;
  readonly #links: KeptLinks;
  #hooked: Rows | undefined;

  /**
   * @param history lines above the screen that are kept, as far as HISTORY_BYTES hold them
   * @param first number of the first one
   */
  constructor(cols: number, rows: number, history: number, first = 0) {
    super(cols, rows, 0);
    this.#links = new KeptLinks((id) => super.link(id));
    if (history === 0) return;
    const kept = new Scrollback(history, first);
    this.#history = kept;
    this.#hook(kept);
    this.onBufferChange(() => {
      if (this.primary.lines === this.#hooked) return;
      kept.clear(MODEL_ROWS); // RIS drops the lines of the screen, too
      this.#hook(kept);
    });
    this.onErase((what) => {
      if (what === 3 && !this.alternateIsActive) kept.clear();
    });
  }

  /**
   * Rows leave the primary screen in two ways: with one that takes their place, or with one that is
   * put in further down.
   */
  #hook(history: Scrollback): void {
    const { lines } = this.primary;
    this.#hooked = lines;
    const recycle = lines.recycle.bind(lines);
    const splice = lines.splice.bind(lines);
    lines.recycle = (): Line => {
      if (this.hasLinks) this.#links.keep(lines.get(0));
      const row = recycle();
      const spare = history.swap(row) ?? row.clone();
      lines.set(lines.length - 1, spare);
      return spare;
    };
    lines.splice = (start, deleted, ...rows): void => {
      const row = rows.length > deleted && lines.isFull ? lines.get(0) : undefined;
      if (row) this.#keep(row);
      splice(start, deleted, ...rows);
    };
  }

  #keep(row: Line): void {
    this.#links.keep(row);
    this.#history?.push(row);
  }

  /** Returns true if the first row of the primary screen belongs to a line that began above it. */
  get goesOn(): boolean {
    return this.primary.lines.get(0)?.isWrapped ?? false;
  }

  override above(most: number, from = 0): Line[] {
    return this.#history?.last(most, this.cols, this.goesOn, from) ?? [];
  }

  /**
   * Number of the first line of the screen, counted from the start of the session: it may have
   * begun above.
   */
  get firstLine(): number {
    const end = this.#history?.end ?? 0;
    return this.goesOn && end > 0 ? end - 1 : end;
  }

  /** Lines above the screen from a number on: as in Scrollback. */
  linesFrom(number: number): ReturnType<Scrollback['lines']> {
    return this.#history?.lines(number) ?? { first: number, lines: [] };
  }

  override link(id: number): Link | undefined {
    return super.link(id) ?? this.#links.get(id);
  }

  override uncover(): boolean {
    if (!super.uncover()) return false;
    for (const row of this.#history ?? []) blankUnknown(row);
    return true;
  }

  override resize(cols: number, rows: number): void {
    const to = Math.max(cols, MIN_COLUMNS);
    // xterm.js uses this order anyway; fewer rows are then made narrower.
    if (to < this.cols && rows !== this.rows) this.#resize(this.cols, rows);
    if (to === this.cols && rows === this.rows) return super.resize(cols, rows);
    this.#resize(to, rows);
  }

  #resize(cols: number, rows: number): void {
    if (!this.#history) return super.resize(cols, rows);
    const { cols: before, rows: height } = this;
    const surplus = cols < before ? this.#surplus(cols) : 0;
    const stands = surplus > 0 ? this.#replace(surplus, cols) : 0;
    const goesOn = this.goesOn;
    const first = goesOn ? reflow(this.#history.takeLine(), before, true) : [];
    const needed = cols === before ? rows - height : height + rows;
    const above = stands > 0 || first[0]?.isWrapped ? [] : this.#lines(cols, needed);
    // The most rows that xterm.js can make of the rest; a wide character may leave a column free.
    const each = cols < before ? Math.ceil(before / Math.max(1, cols - 1)) + 1 : 1;
    this.room = stands + above.length + (first.length + height - surplus) * each;
    this.#lend([...above, ...first]);
    // These rows have the new width already. None is marked as wrapped, so that xterm.js leaves
    // them alone.
    const wrapped = above.filter(({ isWrapped }) => isWrapped);
    for (const row of wrapped) row.isWrapped = false;
    super.resize(cols, rows);
    for (const row of wrapped) row.isWrapped = true;
    this.#takeBack(stands);
    this.room = 0;
  }

  /**
   * Rows at the top of the screen that will be above it at a smaller width, as the rows below need
   * the space.
   */
  #surplus(cols: number): number {
    const { lines, y } = this.primary;
    // While nothing is above, added rows move the cursor down first.
    if (this.#history?.isEmpty !== false && y < this.rows - 1) return 0;
    let top = this.rows;
    for (let filled = 0; top > 0 && (filled < this.rows || top > y);) {
      const line: Line[] = [];
      do {
        const row = lines.get(--top);
        if (row) line.unshift(row);
      } while (top > 0 && line[0]?.isWrapped);
      // xterm.js does not lay out the line of the cursor.
      filled +=
        y >= top && y < top + line.length ? line.length : Math.max(1, Math.floor(columnsOf(line) / cols));
    }
    return top;
  }

  /**
   * Takes rows off the top of the screen, and puts empty ones in their place, and one above.
   * @returns how many these are
   */
  #replace(count: number, cols: number): number {
    const { lines } = this.primary;
    const like = lines.get(0);
    if (!like) return 0;
    const maker = new RowMaker(cols, like);
    for (let index = 0; index < count; index++) {
      const row = lines.get(index);
      if (row) this.#keep(row);
      lines.set(index, maker.row(false));
    }
    this.room = 1;
    this.#lend([maker.row(false)]);
    return count + 1;
  }

  /**
   * Takes whole lines off the end of the history that have at least `needed` rows at this width.
   */
  #lines(cols: number, needed: number): Line[] {
    const lines: Line[][] = [];
    for (let rows = 0; rows < needed; rows += lines.at(-1)?.length ?? 0) {
      const line = this.#history?.takeLine() ?? [];
      if (line.length === 0) break;
      lines.push(reflow(line, cols, false));
      if (line[0]?.isWrapped) break; // the rest of it stays as it is
    }
    return lines.reverse().flat();
  }

  #lend(rows: readonly Line[]): void {
    if (rows.length === 0) return;
    const { primary } = this;
    primary.lines.splice(0, 0, ...rows);
    primary.ybase += rows.length;
    primary.ydisp += rows.length;
    // One that was never saved stays at home.
    if (primary.savedY > 0 || primary.savedX > 0) primary.savedY += rows.length;
  }

  /** @param from rows that are not the history's */
  #takeBack(from: number): void {
    const { primary } = this;
    const { lines, ybase } = primary;
    for (let index = from; index < ybase; index++) {
      const row = lines.get(index);
      if (!row) continue;
      row.cleanupMemory();
      this.#keep(row);
    }
    lines.trimStart(ybase);
    primary.ybase = 0;
    primary.ydisp = 0;
    primary.savedY = Math.max(0, primary.savedY - ybase);
  }
}
