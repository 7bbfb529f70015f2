// Reads what the cells of a line show from the emulator's words, one by one or in runs.
import type { Attributes, Line } from './xterm-core.ts';
import { HAS_EXTENDED, PLAIN } from '../snapshot/pen.ts';
import { FIRST_DISPUTED, isUncertain, widest } from '../widths/uncertain.ts';

const CODE_POINT = 0x1fffff;
const COMBINED = 0x200000;
const WIDTH_SHIFT = 22;
/** Bits of a background that is not the default one. */
export const COLOURED = 0x3ffffff;
/** A bit of a cell's foreground: its text is not shown (SGR 8). */
export const INVISIBLE = 0x40000000;
const NO_EXTENDED = PLAIN.extended;

export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly attributes: Attributes;
}

export function cell(line: Line, column: number): Cell {
  const content = line._data[column * 3] ?? 0;
  const fg = line._data[column * 3 + 1] ?? 0;
  const bg = line._data[column * 3 + 2] ?? 0;
  const code = content & CODE_POINT;
  const combined = content & COMBINED ? (line._combined[column] ?? '') : '';
  const text = combined || (code === 0 ? '' : String.fromCodePoint(code));
  const extended = (bg & HAS_EXTENDED ? line._extendedAttrs[column] : undefined) ?? NO_EXTENDED;
  return { text, width: content >>> WIDTH_SHIFT, attributes: { fg, bg, extended } };
}

/**
 * Returns the cell as a person sees it: if the first half of a wide character was overwritten, the
 * other half is empty.
 */
export function seen(line: Line, column: number): Cell {
  const one = cell(line, column);
  const lonely = one.width === 0 && (column === 0 || cell(line, column - 1).width !== 2);
  return lonely ? { ...one, text: '', width: 1 } : one;
}

/** Returns true if a cell that nothing was printed in looks like one that was never touched. */
export const isBlank = ({ text, attributes }: Cell): boolean =>
  text === '' && (attributes.bg & COLOURED) === 0;

/** The columns of a line without the blanks at its end. */
export function drawnColumns(line: Line, cols: number): number {
  const { _data: data } = line;
  let end = Math.min(cols, line.length);
  // Most cells are of one column, and follow another such cell.
  const untouched = (column: number): boolean =>
    data[column * 3] === 1 << WIDTH_SHIFT && ((data[column * 3 + 2] ?? 0) & COLOURED) === 0;
  while (end > 1 && untouched(end - 1) && (data[end * 3 - 6] ?? 0) >>> WIDTH_SHIFT === 1) end--;
  while (end > 0 && isBlank(seen(line, end - 1))) {
    if (end > 1 && cell(line, end - 2).width === 2) break; // the second half of a wide character
    end--;
  }
  return end;
}

export const LARGEST_UNIT = 0xffff;
/** No letter or sign up to here is joined to another. */
export const LARGEST_APART = 0x2ff;

/**
 * Returns the longest run of characters from `column` on that have its attributes, one UTF-16 unit
 * and one column each.
 * @param blank stands for a cell that nothing was printed in, 0 if such a cell ends the run
 * @param most the largest unit of the run
 */
export function plainRun(line: Line, column: number, end: number, blank = 0, most = LARGEST_UNIT): string {
  const { _data: data } = line;
  const fg = data[column * 3 + 1];
  const bg = data[column * 3 + 2] ?? 0;
  const units: number[] = [];
  for (let at = column * 3; !(bg & HAS_EXTENDED) && at < end * 3; at += 3) {
    const unit = (data[at] ?? 0) - (1 << WIDTH_SHIFT) || blank;
    if (unit <= 0 || unit > most || data[at + 1] !== fg || data[at + 2] !== bg) break;
    units.push(unit);
  }
  return String.fromCharCode(...units);
}

/** Returns true if terminals may differ in the columns of some of the line up to here. */
export function hasUncertain(line: Line, end: number): boolean {
  for (let column = 0; column < end; column++) {
    const content = line._data[column * 3] ?? 0;
    if (!(content & COMBINED) && (content & CODE_POINT) < FIRST_DISPUTED.charCodeAt(0)) continue;
    const { text, width } = cell(line, column);
    if (isUncertain(text, width)) return true;
  }
  return false;
}

/** Returns true if a terminal may have more columns of the line up to here than the screen has. */
export function mayOverflow(line: Line, end: number, cols: number): boolean {
  let columns = 0;
  for (let column = 0; column < end; column++) {
    const content = line._data[column * 3] ?? 0;
    if (content & COMBINED) columns += widest(line._combined[column] ?? '', content >>> WIDTH_SHIFT);
    else columns += content >>> WIDTH_SHIFT;
  }
  return columns > cols;
}
