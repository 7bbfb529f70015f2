// The row that DECSC saves: a row of the screen in xterm, VTE, kitty and Ghostty. xterm.js 6.0 saves a
// line of the history, so that DECRC goes up by as many rows as the history has grown since. Here the
// row stays; only a change of size moves it with its line, as xterm.js does. Origin mode (DECOM) is saved
// and restored with it, which xterm.js leaves out: off where no cursor was saved.
import type { Core } from './xterm-core.ts';
import { inputHandlerOf, replace } from './input-handler.ts';
import type { WritableBuffer } from './input-handler.ts';

interface SavedRow {
  row: number;
  origin: boolean;
  /** While the size changes: the line, counted from the first one of the history. */
  line: number | undefined;
}

/** Of the buffers that a cursor was saved on. */
const savedRows = new WeakMap<object, SavedRow>();

function savedOf(buffer: WritableBuffer): SavedRow {
  const known = savedRows.get(buffer);
  if (known) return known;
  const saved: SavedRow = { row: 0, origin: false, line: undefined };
  savedRows.set(buffer, saved);
  Object.defineProperty(buffer, 'savedY', {
    get: () => saved.line ?? saved.row + buffer.ybase,
    set: (line: number) => {
      if (saved.line === undefined) saved.row = line - buffer.ybase;
      else saved.line = line;
    },
  });
  return saved;
}

export function keepSavedRows(core: Core): void {
  const handler = inputHandlerOf(core);
  replace(handler, 'saveCursor', (before) => (params) => {
    savedOf(handler._activeBuffer).origin = handler._coreService.decPrivateModes.origin;
    return before(params);
  });
  replace(handler, 'restoreCursor', (before) => (params) => {
    handler._coreService.decPrivateModes.origin = savedRows.get(handler._activeBuffer)?.origin ?? false;
    return before(params);
  });
  replace(handler, 'softReset', (before) => (params) => {
    savedOf(handler._activeBuffer).origin = false;
    return before(params);
  });
}

/** Changes the size, which moves saved rows together with their lines. */
export function moveSavedRows({ buffers }: Core, resize: () => void): void {
  const both = [buffers.normal, buffers.alt];
  for (const buffer of both) {
    const saved = savedRows.get(buffer);
    if (saved) saved.line = saved.row + buffer.ybase;
  }
  resize();
  for (const buffer of both) {
    const saved = savedRows.get(buffer);
    if (saved?.line === undefined) continue;
    saved.row = saved.line - buffer.ybase;
    saved.line = undefined;
  }
}
