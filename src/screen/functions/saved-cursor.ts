// The row that DECSC saves: a row of the screen in xterm, VTE, kitty and Ghostty. xterm.js 6.0
// saves a line of the history, so that DECRC moves up by as many rows as the history has grown
// since. Here the row stays; only a change of size moves it with its line, as xterm.js does. Origin
// mode (DECOM) and a pending wrap are saved and restored too, both of which xterm.js leaves out.
// They are off if no cursor was saved.
import type { Core, ScreenBuffer } from '../emulator/xterm-core.ts';
import { inputHandlerOf, replace } from '../emulator/input-handler.ts';

interface Saved {
  row: number;
  origin: boolean;
}

/** By the buffer that a cursor was saved on. */
const all = new WeakMap<object, Saved>();

/** The row that DECRC takes the cursor to. */
export const savedRow = (buffer: ScreenBuffer): number =>
  all.get(buffer)?.row ?? Math.max(buffer.savedY - buffer.ybase, 0);

/** Has xterm.js take the cursor there. */
function place(buffer: { savedY: number; readonly ybase: number }): void {
  const saved = all.get(buffer);
  if (saved) buffer.savedY = saved.row + buffer.ybase;
}

export function keepSavedRows(core: Core): void {
  const handler = inputHandlerOf(core);
  replace(handler, 'saveCursor', (before) => (params) => {
    const { origin } = handler._coreService.decPrivateModes;
    all.set(handler._activeBuffer, { row: handler._activeBuffer.y, origin });
    return before(params);
  });
  replace(handler, 'restoreCursor', (before) => (params) => {
    place(handler._activeBuffer);
    handler._coreService.decPrivateModes.origin = all.get(handler._activeBuffer)?.origin ?? false;
    const done = before(params);
    // xterm.js takes a cursor after the last column back into it.
    if (handler._activeBuffer.savedX >= core.cols) handler._activeBuffer.x = core.cols;
    return done;
  });
  replace(handler, 'softReset', (before) => (params) => {
    all.delete(handler._activeBuffer);
    return before(params);
  });
}

/** Changes the size, which moves saved rows together with their lines. */
export function moveSavedRows({ buffers }: Core, resize: () => void): void {
  for (const buffer of [buffers.normal, buffers.alt]) place(buffer);
  resize();
  for (const buffer of [buffers.normal, buffers.alt]) {
    const saved = all.get(buffer);
    if (saved) saved.row = Math.max(buffer.savedY - buffer.ybase, 0);
  }
}
