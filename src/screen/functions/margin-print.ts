// Prints between left and right margins, as xterm does (charproc.c, dotext): the line ends at the
// right margin, unless the cursor is beyond it, and continues at the left one. xterm.js prints it
// in pieces that fit; it never gets a character that it would wrap itself.
import { shiftCells } from './cell-moves.ts';
import type { Columns } from './cell-moves.ts';
import { lineAt } from '../emulator/input-handler.ts';
import type { InputHandler } from '../emulator/input-handler.ts';

export interface PrintMargins extends Columns {
  /** True if the cursor stands on the last character printed, in the right margin's column. */
  wrapIsPending: boolean;
  /** Continues on the next line. */
  wrap(): void;
}

const isAscii = (code: number): boolean => code >= 0x20 && code < 0x7f;

/**
 * @param print xterm.js's own
 * @param cols of the screen
 */
export function printBetween(
  handler: InputHandler,
  print: InputHandler['print'],
  margins: PrintMargins,
  codes: Uint32Array,
  cols: number,
): void {
  const { _activeBuffer: buffer, _coreService: service } = handler;
  const { left, right } = margins;
  for (let at = 0; at < codes.length;) {
    const preceding = handler._parser.precedingJoinState;
    const properties = handler._unicodeService.charProperties(codes[at] ?? 0, preceding);
    const width = (properties >> 1) & 3;
    if ((properties & 1) === 1 || width === 0) {
      // It joins the character before the cursor, which a pending wrap keeps on that character.
      const pending = margins.wrapIsPending;
      if (pending) buffer.x++;
      print(codes, at, at + 1);
      if (pending) buffer.x = right;
      at++;
      continue;
    }
    const outside = buffer.x > right;
    const end = outside ? cols : right + 1;
    if (margins.wrapIsPending || buffer.x + width > end) {
      if (service.decPrivateModes.wraparound) {
        // The column that a wide character has no room in is empty.
        for (let column = buffer.x; !margins.wrapIsPending && column < end; column++)
          lineAt(buffer, buffer.y)?.setCell(column, buffer.getNullCell(handler._curAttrData));
        margins.wrap();
        continue; // there is room: margins are at least two columns apart
      }
      buffer.x = end - 1;
      if (width > 1) {
        margins.wrapIsPending = false;
        at++; // as xterm.js drops one that has no room in the last column
        continue;
      }
    }
    const inserts = service.modes.insertMode;
    // On the left of the margins nothing is inserted, from there on it is.
    const room = (inserts && buffer.x < left ? left : end) - buffer.x;
    let count = 1;
    if (isAscii(codes[at] ?? 0))
      while (count < room && at + count < codes.length && isAscii(codes[at + count] ?? 0)) count++;
    if (inserts && buffer.x >= left && !outside)
      shiftCells(handler, buffer.y, { left: buffer.x, right }, width > 1 ? width : count);
    if (inserts) service.modes.insertMode = false;
    print(codes, at, at + count);
    if (inserts) service.modes.insertMode = true;
    at += count;
    const fills = !outside && buffer.x > right;
    if (fills) buffer.x = right;
    margins.wrapIsPending = fills;
  }
}
