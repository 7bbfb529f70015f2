// Functions that move whole columns of the scroll region: DECIC, DECDC, SL, SR, DECBI and DECFI.
// xterm.js lacks the last two, ignores margins, and carries out the others even if the cursor is
// outside of them. Reference: xterm 410, util.c (xtermColScroll, xtermColIndex).
import { shiftCells } from './cell-moves.ts';
import type { Columns } from './cell-moves.ts';
import type { Core } from '../emulator/xterm-core.ts';
import { countOf, inputHandlerOf } from '../emulator/input-handler.ts';
import type { Method } from '../emulator/input-handler.ts';

export interface ColumnMargins extends Columns {
  back(count: number): boolean;
  forward(count: number): boolean;
}

export function replaceColumnFunctions(core: Core, margins: ColumnMargins): void {
  const handler = inputHandlerOf(core);
  /** The cursor's, which a pending wrap does not change. */
  const column = (): number => Math.min(handler._activeBuffer.x, core.cols - 1);
  const shift = (from: number, count: number): boolean => {
    const { y, scrollTop, scrollBottom } = handler._activeBuffer;
    const { left, right } = margins;
    if (y < scrollTop || y > scrollBottom || column() < left || column() > right) return true;
    for (let row = scrollTop; row <= scrollBottom; row++)
      shiftCells(handler, row, { left: from, right }, count);
    return true;
  };
  const atCursor =
    (way: 1 | -1): Method =>
    (params) =>
      shift(column(), way * countOf(params));
  const atMargin =
    (way: 1 | -1): Method =>
    (params) =>
      shift(margins.left, way * countOf(params));
  handler.insertColumns = atCursor(1);
  handler.deleteColumns = atCursor(-1);
  handler.scrollRight = atMargin(1);
  handler.scrollLeft = atMargin(-1);
  const { _parser } = core._inputHandler;
  _parser.registerEscHandler({ final: '6' }, () => {
    if (handler._activeBuffer.x === margins.left) return shift(margins.left, 1);
    return margins.back(1);
  });
  _parser.registerEscHandler({ final: '9' }, () => {
    if (column() === margins.right) return shift(margins.left, -1);
    return margins.forward(1);
  });
}
