// Origin mode (DECOM): xterm.js 6.0 counts rows from the top margin a second time if the cursor
// moves relative to its place (CUU, CUD, CUF, CUB, HPR, VPR), or to a column (CHA, HPA). Here it
// does not.
import type { Core } from '../emulator/xterm-core.ts';
import { countOf, inputHandlerOf } from '../emulator/input-handler.ts';
import type { Params } from '../emulator/input-handler.ts';

export function correctOriginMode(core: Core): void {
  const handler = inputHandlerOf(core);
  handler._moveCursor = (columns, rows): void => {
    handler._restrictCursor();
    handler._activeBuffer.x += columns;
    handler._activeBuffer.y += rows;
    handler._restrictCursor();
  };
  const toColumn = (params?: Params): boolean => {
    handler._activeBuffer.x = countOf(params) - 1;
    handler._restrictCursor();
    return true;
  };
  handler.cursorCharAbsolute = toColumn;
  handler.charPosAbsolute = toColumn;
}
