// Draws what an emulator shows as a stream of output. Invariant: lines flow in as ordinary lines, so that
// those above the screen end up in the terminal's own scrollback, and nothing is ever erased.
import type { Attributes, Emulator, Line, ScreenBuffer } from './emulator.ts';
import { HAS_EXTENDED, PLAIN, Pen } from './pen.ts';
import { savedRow } from './saved-cursor.ts';

const CODE_POINT = 0x1fffff;
const COMBINED = 0x200000;
const WIDTH_SHIFT = 22;
/** Bits of a background that is not the default one. */
const COLOURED = 0x3ffffff;
/** Of a cell's foreground: its text is not shown (SGR 8). */
export const INVISIBLE = 0x40000000;
const NO_EXTENDED = PLAIN.extended;

const at = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`; // CUP

/** CUD to the last line, so that everything on the screen scrolls up, what stands below the cursor included. */
const DOWN = '\x1b[9999B';

/** Where rows and columns are counted from. */
interface Corner {
  readonly top: number;
  readonly left: number;
}

/** What takes the cursor to a place, and the character that is printed there. */
interface Printed {
  readonly place: string;
  readonly character: string;
}

const CORNER: Corner = { top: 0, left: 0 };

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly attributes: Attributes;
}

function cell(line: Line, column: number): Cell {
  const content = line._data[column * 3] ?? 0;
  const fg = line._data[column * 3 + 1] ?? 0;
  const bg = line._data[column * 3 + 2] ?? 0;
  const code = content & CODE_POINT;
  const combined = content & COMBINED ? (line._combined[column] ?? '') : '';
  const text = combined || (code === 0 ? '' : String.fromCodePoint(code));
  const extended = (bg & HAS_EXTENDED ? line._extendedAttrs[column] : undefined) ?? NO_EXTENDED;
  return { text, width: content >>> WIDTH_SHIFT, attributes: { fg, bg, extended } };
}

/** The cell as it is seen: of a wide character whose first half was overwritten an empty one is left. */
export function seen(line: Line, column: number): Cell {
  const one = cell(line, column);
  const lonely = one.width === 0 && (column === 0 || cell(line, column - 1).width !== 2);
  return lonely ? { ...one, text: '', width: 1 } : one;
}

/** Whether a cell that nothing was printed in looks like one that was never touched. */
const isBlank = ({ text, attributes }: Cell): boolean => text === '' && (attributes.bg & COLOURED) === 0;

/** The columns of a line without the blanks at its end. */
export function drawnColumns(line: Line, cols: number): number {
  const { _data: data } = line;
  let end = Math.min(cols, line.length);
  // Most are of one column, and lie behind another such.
  const untouched = (column: number): boolean =>
    data[column * 3] === 1 << WIDTH_SHIFT && ((data[column * 3 + 2] ?? 0) & COLOURED) === 0;
  while (end > 1 && untouched(end - 1) && (data[end * 3 - 6] ?? 0) >>> WIDTH_SHIFT === 1) end--;
  while (end > 0 && isBlank(seen(line, end - 1))) {
    if (end > 1 && cell(line, end - 2).width === 2) break; // the second half of a wide character
    end--;
  }
  return end;
}

const LARGEST_UNIT = 0xffff;

/**
 * The characters from `column` on that have its attributes, one UTF-16 unit and one column each: most there are.
 * @param blank what stands for a cell that nothing was printed in, 0 where it is none of them
 */
export function plainRun(line: Line, column: number, end: number, blank = 0): string {
  const { _data: data } = line;
  const fg = data[column * 3 + 1];
  const bg = data[column * 3 + 2] ?? 0;
  const units: number[] = [];
  for (let at = column * 3; !(bg & HAS_EXTENDED) && at < end * 3; at += 3) {
    const unit = (data[at] ?? 0) - (1 << WIDTH_SHIFT) || blank;
    if (unit <= 0 || unit > LARGEST_UNIT || data[at + 1] !== fg || data[at + 2] !== bg) break;
    units.push(unit);
  }
  return String.fromCharCode(...units);
}

/**
 * One line, from its first column; blanks at its end are left out.
 * @param wrapped whether its first character is what makes the terminal go on to it: at the bottom that scrolls
 *   in a line of the background's colour, which is then erased
 */
function drawLine(line: Line, cols: number, pen: Pen, wrapped: boolean): string {
  const end = drawnColumns(line, cols);
  let out = '';
  for (let column = 0; column < end; column++) {
    const one = seen(line, column);
    if (one.width === 0) continue;
    if (one.text !== '') {
      // Of a wide character whose second half was overwritten nothing is left to see.
      const whole = one.width < 2 || (column + 1 < end && cell(line, column + 1).width === 0);
      out += pen.take(one.attributes) + (whole ? one.text : ' ');
      if (wrapped && column === 0 && one.attributes.bg & COLOURED)
        out += `${pen.take(PLAIN)}\x1b[K`; // EL
      else if (column + 1 < end) {
        const run = whole ? plainRun(line, column + 1, end) : '';
        if (run !== '') out += pen.take(cell(line, column + 1).attributes) + run;
        column += run.length;
      }
      continue;
    }
    let count = 1;
    const same = (other: Cell): boolean =>
      other.text === '' && other.width === 1 && other.attributes.bg === one.attributes.bg;
    while (column + count < end && same(seen(line, column + count))) count++;
    if (!isBlank(one)) out += `${pen.take({ ...one.attributes, fg: 0 })}\x1b[${count}X`; // ECH, in the background's colour
    if (column + count < cols) out += `\x1b[${count}C`; // CUF
    column += count - 1;
  }
  return out;
}

const isEmpty = (line: Line | undefined, cols: number): boolean =>
  !line || drawLine(line, cols, new Pen(() => undefined), false) === '';

/** Whether an empty screen has such a line. */
const isUntouched = (line: Line | undefined, cols: number): boolean =>
  !line?.isWrapped && isEmpty(line, cols);

/** Whether the next line's first character, printed behind this line, makes a terminal go on to that line. */
function flowsOn(line: Line, next: Line, cols: number): boolean {
  if (cell(next, 0).text === '') return false;
  const printed = (column: number): boolean => {
    const { text, width } = cell(line, column);
    return text !== '' || width === 0;
  };
  // A wide character that does not fit leaves the last column free.
  return printed(cols - 1) || (cell(next, 0).width === 2 && printed(cols - 2));
}

export class Picture {
  readonly #emulator: Emulator;
  readonly #pen: Pen;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.#pen = new Pen((id) => emulator.link(id));
  }

  /**
   * The history and the primary screen, on a screen that is made empty by scrolling.
   * @param history the most lines above the screen that are drawn
   */
  primary(history: number): string {
    const { cols, rows, primary } = this.#emulator;
    const { lines, ybase } = primary;
    const first = Math.max(0, ybase - history);
    let last = ybase + rows - 1;
    // Without a history the empty lines at the bottom are there already; with one, they make room for it above.
    while (first === ybase && last > first && isUntouched(lines.get(last), cols)) last--;
    const out = [DOWN, '\r\n'.repeat(rows), at(0, 0)];
    for (let index = first, wrapped = false; index <= last; index++) {
      const line = lines.get(index);
      if (!line) continue;
      out.push(drawLine(line, cols, this.#pen, wrapped));
      const next = index < last ? lines.get(index + 1) : undefined;
      wrapped = next?.isWrapped === true && flowsOn(line, next, cols);
      if (!next || wrapped) continue;
      out.push(next.isWrapped && rows > 1 ? this.#wrap(line) : `${this.#pen.take(PLAIN)}\r\n`);
    }
    out.push(this.#pen.take(PLAIN));
    return out.join('');
  }

  /**
   * Makes the terminal wrap behind a line that does not fill it, so that it joins the two again if it becomes wider:
   * with spaces that are drawn over afterwards.
   */
  #wrap(line: Line): string {
    const { cols } = this.#emulator;
    const from = cell(line, cols - 1).width === 0 ? cols - 2 : cols - 1;
    const { text, attributes } = cell(line, from);
    const spaces = `${this.#pen.take(PLAIN)}\x1b[${cols}G  \x1b[A\x1b[${from + 1}G`; // CHA, CUU
    const last = this.#pen.take(text === '' ? { ...attributes, fg: 0 } : attributes) + (text || '\x1b[X');
    // A line feed would undo it.
    return `${spaces}${last}${this.#pen.take(PLAIN)}\x1b[B\r\x1b[X`; // CUD, ECH
  }

  /**
   * Lines from the cursor down to the first free line of the primary screen.
   * @param saved whether leaving the alternate screen, if it is shown, brings the saved cursor back
   */
  below(saved: boolean): number {
    const { cols, rows, primary, active } = this.#emulator;
    const y = saved && active !== primary ? savedRow(primary) : active.y;
    let last = rows - 1;
    while (last >= 0 && isEmpty(primary.lines.get(primary.ybase + last), cols)) last--;
    return Math.max(0, last + 1 - Math.min(y, rows - 1));
  }

  /** The alternate screen, which was just switched to. It has no history: what is there can be erased. */
  alternate(): string {
    const { cols, rows, active } = this.#emulator;
    const out: string[] = [this.#pen.take(PLAIN), '\x1b[2J'];
    for (let row = 0; row < rows; row++) {
      const line = active.lines.get(active.ybase + row);
      const drawn = line ? drawLine(line, cols, this.#pen, false) : '';
      if (drawn !== '') out.push(at(row, 0), drawn);
    }
    out.push(this.#pen.take(PLAIN));
    return out.join('');
  }

  /** Puts the cursor and the attributes where the buffer has saved them (DECSC). */
  atSaved(buffer: ScreenBuffer): string {
    const { rows } = this.#emulator;
    const row = Math.min(savedRow(buffer), rows - 1);
    return this.#place(buffer, row, buffer.savedX) + this.#pen.take(buffer.savedCurAttrData);
  }

  /** Puts the cursor to a place, which may be behind the last column: about to wrap. */
  #place(buffer: ScreenBuffer, row: number, column: number): string {
    const { cols } = this.#emulator;
    if (column < cols) return at(row, column);
    const { place, character } = this.#printAgain(buffer, row, cols - 1, CORNER);
    return place + character;
  }

  /** Printing a character once more leaves the cursor after it: about to wrap, where no column follows. */
  #printAgain(buffer: ScreenBuffer, row: number, column: number, from: Corner): Printed {
    const line = buffer.lines.get(buffer.ybase + row);
    if (!line) return { place: at(row - from.top, column - from.left), character: '' };
    const first = column > 0 && cell(line, column).width === 0 ? column - 1 : column;
    const { text, attributes } = cell(line, first);
    const place = at(row - from.top, first - from.left) + this.#pen.take(attributes);
    return { place, character: text || ' ' };
  }

  /** Tab stops, where they are not at every eighth column. */
  tabs(buffer: ScreenBuffer): string {
    const { cols } = this.#emulator;
    const set = Array.from({ length: cols }, (_, column) => column).filter((column) => buffer.tabs[column]);
    const usual = Array.from({ length: Math.ceil(cols / 8) }, (_, index) => index * 8);
    if (set.join() === usual.join()) return '';
    return `\x1b[3g${set.map((column) => `${at(0, column)}\x1bH`).join('')}`; // TBC, HTS
  }

  /**
   * The cursor, and the attributes in force. What the program prints next may join the last character
   * (a combining mark), or repeat it (REP): it is the last one that the terminal is given, too.
   */
  cursor(origin: boolean): Printed & { readonly attributes: string } {
    const { active, attributes, cols, margins, printedLast } = this.#emulator;
    const { x, y } = active;
    const from = origin ? { top: active.scrollTop, left: margins.left } : CORNER;
    const pending = x >= cols || margins.wrapIsPending;
    const before = x < cols && margins.wrapIsPending ? x : x - 1;
    const line = active.lines.get(active.ybase + y);
    const again = pending || (printedLast && x > 0 && line && isSimple(line, before));
    const printed = again
      ? this.#printAgain(active, y, before, from)
      : { place: at(y - from.top, x - from.left), character: '' };
    return { ...printed, attributes: this.#pen.take(attributes) };
  }
}

/** Whether every terminal gives it the same width: one code point, and both halves of a wide character. */
function isSimple(line: Line, column: number): boolean {
  const { text, width } = cell(line, column);
  const first = width === 0 && column > 0 ? cell(line, column - 1) : undefined;
  if (first && first.width !== 2) return false;
  return (first !== undefined || width === 1) && /^.$/u.test(first?.text ?? text);
}
