// Moves cells of xterm.js's lines within a part of the screen, and blanks the cells that they
// leave, in the background's colour. A line of which a part has moved no longer continues the line
// before.
import { lineAt, newCell } from '../emulator/input-handler.ts';
import type { InputHandler } from '../emulator/input-handler.ts';

/** Columns counted from 0, the last one included. */
export interface Columns {
  readonly left: number;
  readonly right: number;
}

/** Moves the cells of a row by `count` columns: to the left if that is negative. */
export function shiftCells(
  handler: InputHandler,
  row: number,
  { left, right }: Columns,
  count: number,
): void {
  const line = lineAt(handler._activeBuffer, row);
  if (!line) return;
  const blank = handler._activeBuffer.getNullCell(handler._eraseAttrData());
  const cell = newCell();
  const put = (column: number): void => {
    const source = column - count;
    line.setCell(column, source >= left && source <= right ? line.loadCell(source, cell) : blank);
  };
  if (count > 0) for (let column = right; column >= left; column--) put(column);
  else for (let column = left; column <= right; column++) put(column);
  line.isWrapped = false;
}

/**
 * Moves the cells of the rows from `top` to the end of the scroll region by `count` rows: up if
 * that is negative.
 */
export function scrollCells(
  handler: InputHandler,
  top: number,
  { left, right }: Columns,
  count: number,
): void {
  const buffer = handler._activeBuffer;
  const bottom = buffer.scrollBottom;
  const blank = buffer.getNullCell(handler._eraseAttrData());
  const cell = newCell();
  const put = (row: number): void => {
    const line = lineAt(buffer, row);
    const from = row - count;
    const source = from >= top && from <= bottom ? lineAt(buffer, from) : undefined;
    for (let column = left; line && column <= right; column++)
      line.setCell(column, source ? source.loadCell(column, cell) : blank);
    if (line) line.isWrapped = false;
  };
  if (count > 0) for (let row = bottom; row >= top; row--) put(row);
  else for (let row = top; row <= bottom; row++) put(row);
}
