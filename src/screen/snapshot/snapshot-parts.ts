// Draws what an emulator shows as a stream of output. Invariant: lines flow in as ordinary lines,
// so that those above the screen end up in the terminal's own scrollback, and nothing is ever
// erased.
import { ORIGIN } from '../modes/mode-state.ts';
import {
  COLOURED,
  LARGEST_APART,
  LARGEST_UNIT,
  cell,
  drawnColumns,
  hasUncertain,
  isBlank,
  mayOverflow,
  plainRun,
  seen,
} from '../emulator/cells.ts';
import type { Cell } from '../emulator/cells.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { Line, ScreenBuffer } from '../emulator/xterm-core.ts';
import type { ModeState } from '../modes/mode-state.ts';
import { PLAIN, Pen } from './pen.ts';
import { savedRow } from '../functions/saved-cursor.ts';
import { ClusterMode, FIRST_MARK, hasDisputed, isUncertain } from '../widths/uncertain.ts';
import { CLUSTERS } from '../widths/unicode.ts';

const at = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`; // CUP

/**
 * CUD to the last line, so that everything on the screen scrolls up, including what is below the
 * cursor.
 */
const DOWN = '\x1b[9999B';

/** The place from which rows and columns are counted. */
interface Corner {
  readonly top: number;
  readonly left: number;
}

/** The sequence that takes the cursor to a place, and the character printed there. */
interface Printed {
  readonly place: string;
  readonly character: string;
}

const CORNER: Corner = { top: 0, left: 0 };

/** The shared tools for drawing lines, whose state the next line continues. */
interface Tools {
  readonly pen: Pen;
  readonly clusters: ClusterMode;
}

/**
 * One line, from its first column; blanks at its end are left out.
 * @param wrapped true if its first character makes the terminal wrap to it: at the bottom that
 *   scrolls in a line of the background's colour, which is then erased
 * @param end the column after the last drawn one; the cursor is there then, unless the line ends
 *   there
 */
function drawLine(
  line: Line,
  cols: number,
  { pen, clusters }: Tools,
  wrapped: boolean,
  end = drawnColumns(line, cols),
): string {
  let out = '';
  let overflows = false;
  let exact = true;
  let left = '';
  for (let column = 0; column < end; column++) {
    const one = seen(line, column);
    if (one.width === 0) continue;
    if (one.text !== '') {
      // If the second half of a wide character was overwritten, nothing of it is visible.
      const whole = one.width < 2 || (column + 1 < end && cell(line, column + 1).width === 0);
      const text = whole ? one.text : ' ';
      if (exact && isUncertain(text, one.width)) {
        exact = false;
        if (!overflows && mayOverflow(line, end, cols)) {
          overflows = true;
          out += '\x1b[?7l'; // DECAWM
        }
      }
      const printed = text.length === 1 && text < FIRST_MARK ? text : clusters.print(text, one.width, left);
      out += pen.take(one.attributes) + printed;
      left = text;
      if (wrapped && column === 0 && one.attributes.bg & COLOURED)
        out += `${pen.take(PLAIN)}\x1b[K`; // EL
      else if (column + 1 < end) {
        const most = clusters.on ? LARGEST_APART : LARGEST_UNIT;
        const run = whole ? plainRun(line, column + 1, end, 0, most) : '';
        if (run !== '') out += pen.take(cell(line, column + 1).attributes) + run;
        if (hasDisputed(run)) exact = false;
        column += run.length;
        left = run.at(-1) ?? left;
      }
      continue;
    }
    let count = 1;
    const same = (other: Cell): boolean =>
      other.text === '' && other.width === 1 && other.attributes.bg === one.attributes.bg;
    while (column + count < end && same(seen(line, column + count))) count++;
    // Not CHA: in origin mode some terminals count its row from the margin a second time.
    if (!exact) out += `\r\x1b[${column}C`; // CR, CUF
    if (!isBlank(one)) out += `${pen.take({ ...one.attributes, fg: 0 })}\x1b[${count}X`; // ECH, in the background's colour
    if (column + count < cols) out += `\x1b[${count}C`; // CUF
    column += count - 1;
    exact = true;
    left = '';
  }
  return overflows ? `${out}\x1b[?7h` : out;
}

const isEmpty = (line: Line | undefined, cols: number): boolean =>
  !line || drawLine(line, cols, { pen: new Pen(() => undefined), clusters: new ClusterMode() }, false) === '';

/** Returns true if an empty screen has the same line. */
const isUntouched = (line: Line | undefined, cols: number): boolean =>
  !line?.isWrapped && isEmpty(line, cols);

/**
 * Returns true if the next line's first character, printed after this line, makes a terminal wrap
 * to that line.
 */
function flowsOn(line: Line, next: Line, cols: number): boolean {
  if (cell(next, 0).text === '') return false;
  const printed = (column: number): boolean => {
    const { text, width } = cell(line, column);
    return text !== '' || width === 0;
  };
  // A wide character that does not fit leaves the last column free.
  return printed(cols - 1) || (cell(next, 0).width === 2 && printed(cols - 2));
}

export class SnapshotParts {
  readonly #emulator: Emulator;
  readonly #pen: Pen;
  readonly #clusters = new ClusterMode();
  readonly #tools: Tools;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.#pen = new Pen((id) => emulator.link(id));
    this.#clusters.assume(emulator.usuallyClusters);
    this.#tools = { pen: this.#pen, clusters: this.#clusters };
  }

  /**
   * The history and the primary screen, on a screen that is made empty by scrolling.
   * @param above the rows above the screen that are drawn
   */
  primary(above: readonly Line[]): string {
    const { cols, rows, primary } = this.#emulator;
    const { lines: screen, ybase } = primary;
    const lines: (Line | undefined)[] = [...above];
    for (let row = 0; row < rows; row++) lines.push(screen.get(ybase + row));
    // Without a history the empty lines at the bottom are there already; with one, they make room
    // for it above.
    while (above.length === 0 && lines.length > 1 && isUntouched(lines.at(-1), cols)) lines.pop();
    const out = [DOWN, '\r\n'.repeat(rows), at(0, 0)];
    for (let index = 0, wrapped = false; index < lines.length; index++) {
      const line = lines[index];
      if (!line) continue;
      out.push(drawLine(line, cols, this.#tools, wrapped));
      const next = lines[index + 1];
      wrapped = next?.isWrapped === true && flowsOn(line, next, cols) && !hasUncertain(line, cols);
      if (!next || wrapped) continue;
      out.push(next.isWrapped && rows > 1 ? this.#wrap(line) : `${this.#pen.take(PLAIN)}\r\n`);
    }
    out.push(this.#pen.take(PLAIN), this.#clusters.set(this.#emulator.usuallyClusters));
    return out.join('');
  }

  /**
   * Makes the terminal wrap after a line that does not fill it, so that it joins the two again if
   * it becomes wider. It prints spaces that are drawn over afterwards.
   */
  #wrap(line: Line): string {
    const { cols } = this.#emulator;
    const from = cell(line, cols - 1).width === 0 ? cols - 2 : cols - 1;
    const spaces = `${this.#pen.take(PLAIN)}\x1b[${cols}G  \x1b[A\x1b[${from + 1}G`; // CHA, CUU
    const last = this.#again(line, from, '\x1b[X');
    // A line feed would undo it.
    return `${spaces}${last}${this.#pen.take(PLAIN)}\x1b[B\r\x1b[X`; // CUD, ECH
  }

  /**
   * Lines from the cursor down to the first free line of the primary screen.
   * @param saved true if leaving the alternate screen, if it is shown, restores the saved cursor
   */
  below(saved: boolean): number {
    const { cols, rows, primary, active } = this.#emulator;
    const y = saved && active !== primary ? savedRow(primary) : active.y;
    let last = rows - 1;
    while (last >= 0 && isEmpty(primary.lines.get(primary.ybase + last), cols)) last--;
    return Math.max(0, last + 1 - Math.min(y, rows - 1));
  }

  /**
   * The alternate screen, right after the switch to it. It has no history, so its contents can be
   * erased.
   */
  alternate(): string {
    const { cols, rows, active } = this.#emulator;
    const out: string[] = [this.#pen.take(PLAIN), '\x1b[2J'];
    for (let row = 0; row < rows; row++) {
      const line = active.lines.get(active.ybase + row);
      const drawn = line ? drawLine(line, cols, this.#tools, false) : '';
      if (drawn !== '') out.push(at(row, 0), drawn);
    }
    out.push(this.#pen.take(PLAIN), this.#clusters.set(this.#emulator.usuallyClusters));
    return out.join('');
  }

  /** Puts the cursor and the attributes as the buffer has saved them (DECSC). */
  atSaved(buffer: ScreenBuffer): string {
    const { rows } = this.#emulator;
    const row = Math.min(savedRow(buffer), rows - 1);
    return this.#place(buffer, row, buffer.savedX) + this.#pen.take(buffer.savedCurAttrData);
  }

  /** Moves the cursor to a place, which may be after the last column: about to wrap. */
  #place(buffer: ScreenBuffer, row: number, column: number): string {
    const { cols } = this.#emulator;
    if (column < cols) return at(row, column);
    const { place, character } = this.#printAgain(buffer, row, cols - 1, CORNER);
    return place + character;
  }

  /**
   * Printing a character once more leaves the cursor after it: about to wrap if no column follows.
   */
  #printAgain(buffer: ScreenBuffer, row: number, column: number, from: Corner): Printed {
    const line = buffer.lines.get(buffer.ybase + row);
    if (!line) return { place: at(row - from.top, column - from.left), character: '' };
    const first = column > 0 && cell(line, column).width === 0 ? column - 1 : column;
    return { place: at(row - from.top, first - from.left), character: this.#again(line, first, ' ') };
  }

  /** Prints a cell's text once more, at the terminal's cursor. */
  #again(line: Line, column: number, empty: string): string {
    const { text, width, attributes } = cell(line, column);
    if (text === '') return this.#pen.take({ ...PLAIN, bg: attributes.bg & COLOURED }) + empty;
    const left = column > 0 ? cell(line, column - 1).text || cell(line, column - 2).text : '';
    return this.#pen.take(attributes) + this.#clusters.print(text, width, left);
  }

  /** Tab stops, if they are not at every eighth column. */
  tabs(buffer: ScreenBuffer): string {
    const { cols } = this.#emulator;
    const set = Array.from({ length: cols }, (_, column) => column).filter((column) => buffer.tabs[column]);
    const usual = Array.from({ length: Math.ceil(cols / 8) }, (_, index) => index * 8);
    if (set.join() === usual.join()) return '';
    return `\x1b[3g${set.map((column) => `${at(0, column)}\x1bH`).join('')}`; // TBC, HTS
  }

  /**
   * The cursor, and the attributes in force, once the terminal is in these modes. The program's
   * next output may join the last character (a combining mark), or repeat it (REP), so the terminal
   * gets the same last character.
   */
  cursor({ privateModes, margins: set }: Readonly<ModeState>): Printed & { readonly attributes: string } {
    const { active, attributes, cols, margins, printedLast, usuallyClusters } = this.#emulator;
    const { x, y } = active;
    const clusters = privateModes.get(CLUSTERS) ?? usuallyClusters;
    this.#clusters.assume(clusters);
    const from = privateModes.has(ORIGIN) ? { top: active.scrollTop, left: margins.left } : CORNER;
    const pending = x >= cols || margins.wrapIsPending;
    const before = x < cols && margins.wrapIsPending ? x : x - 1;
    const line = active.lines.get(active.ybase + y);
    let printed: Printed = { place: at(y - from.top, x - from.left), character: '' };
    if (!set && line && !pending && cell(line, x).width > 0 && hasUncertain(line, x)) {
      // Drawn again, so that the cursor is after the text, however wide that is.
      const place = at(y - from.top, 0) + drawLine(line, cols, this.#tools, false, x);
      printed = { place, character: '' };
    } else if (pending || (printedLast && x > 0 && line && isSimple(line, before))) {
      printed = this.#printAgain(active, y, before, from);
    }
    return { ...printed, attributes: this.#clusters.set(clusters) + this.#pen.take(attributes) };
  }
}

/**
 * Returns true if every terminal gives it the same width: one code point, and both halves of a wide
 * character.
 */
function isSimple(line: Line, column: number): boolean {
  const { text, width } = cell(line, column);
  const first = width === 0 && column > 0 ? cell(line, column - 1) : undefined;
  if (first && first.width !== 2) return false;
  if (isUncertain(text, width)) return false;
  return (first !== undefined || width === 1) && /^.$/u.test(first?.text ?? text);
}
