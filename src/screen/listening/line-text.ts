// The text of a row, for whoever compares it or looks for something in it.
import type { Line } from '../emulator/xterm-core.ts';
import { drawnColumns, INVISIBLE, seen } from '../emulator/cells.ts';

/**
 * The characters of a row: everything printed on it, printed blanks included, with blanks in its
 * gaps.
 */
export function textOf(line: Line, cols: number): string {
  let out = '';
  let gap = '';
  for (let column = 0, end = drawnColumns(line, cols); column < end; column++) {
    const { text, width, attributes } = seen(line, column);
    if (width === 0) continue;
    if (text === '') gap += ' ';
    else {
      out += gap + (attributes.fg & INVISIBLE ? ' '.repeat(width) : text);
      gap = '';
    }
  }
  return out;
}
