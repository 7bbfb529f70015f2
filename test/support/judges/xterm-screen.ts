// Compares what emulators show: every cell with its attributes, the history, the cursor, and hidden
// state.
import type { Emulator } from '../../../src/screen/emulator/emulator.ts';
import type { Line, ScreenBuffer } from '../../../src/screen/emulator/xterm-core.ts';
import { HAS_EXTENDED, PLAIN, sgr } from '../../../src/screen/snapshot/pen.ts';
import { savedRow } from '../../../src/screen/functions/saved-cursor.ts';

function cells(line: Line, cols: number): string {
  let out = '';
  let blanks = '';
  for (let column = 0; column < cols; column++) {
    const content = line._data[column * 3] ?? 0;
    const fg = line._data[column * 3 + 1] ?? 0;
    const bg = line._data[column * 3 + 2] ?? 0;
    const extended = (bg & HAS_EXTENDED ? line._extendedAttrs[column] : undefined) ?? PLAIN.extended;
    const text =
      content & 0x200000 ? (line._combined[column] ?? '') : String.fromCodePoint(content & 0x1fffff);
    // An empty cell shows only its background colour.
    const printed = (content & 0x3fffff) !== 0 || content >>> 22 === 0;
    const attributes = sgr(printed ? { fg, bg, extended } : { ...PLAIN, bg: bg & 0x3ffffff }).slice(3, -1);
    const link = printed && bg & HAS_EXTENDED && extended.urlId ? '@' : '';
    // An empty cell looks like a space, and so does half of a wide character whose other half is
    // gone.
    const empty = text === '\0' || text === ' ';
    const half = content >>> 22 === 0 && (line._data[column * 3 - 3] ?? 0) >>> 22 !== 2;
    const one = `${empty ? '_' : text}${half ? 1 : content >>> 22}${attributes}${link}|`;
    if (one === '_1|') blanks += one;
    else {
      out += blanks + one;
      blanks = '';
    }
  }
  return out;
}

const bufferRows = (buffer: ScreenBuffer, cols: number, from: number, to: number): string[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => {
    const line = buffer.lines.get(from + index);
    return line ? cells(line, cols) : '';
  });

/** The rows of the screen that continue the one before. The first row is left out. */
const wrappedRows = ({ lines, ybase }: ScreenBuffer, rows: number): number[] =>
  Array.from({ length: rows }, (_, row) => row).filter((row) => row > 0 && lines.get(ybase + row)?.isWrapped);

/** Everything in which two emulators can differ, in a form that shows where they do. */
export function portrait(emulator: Emulator): Record<string, unknown> {
  const { cols, rows, primary, active } = emulator;
  return {
    primary: bufferRows(primary, cols, primary.ybase, primary.ybase + rows),
    active: bufferRows(active, cols, active.ybase, active.ybase + rows),
    wrapped: wrappedRows(primary, rows),
    alternate: emulator.alternateIsActive,
    cursor: [active.x, active.y],
    attributes: sgr(emulator.attributes),
    saved: [savedRow(active), active.savedX],
    region: [active.scrollTop, active.scrollBottom],
    tabs: Object.keys(active.tabs).filter((column) => Number(column) < cols && active.tabs[Number(column)]),
    title: emulator.title,
  };
}

/** The lines above the screen, from the last one that is not empty upwards. */
export function historyOf(emulator: Emulator): string[] {
  const { cols, primary } = emulator;
  return bufferRows(primary, cols, 0, primary.ybase);
}
