// The row that DECSC saves: a row of the screen in xterm, VTE, kitty and Ghostty. xterm.js 6.0 saves a
// line of the history, so that DECRC goes up by as many rows as the history has grown since. Here the
// row stays; only a change of size moves it with its line, as xterm.js does.
import type { Core } from './emulator.ts';
import { inputHandlerOf, replace } from './input-handler.ts';
import type { WritableBuffer } from './input-handler.ts';

interface SavedRow {
  row: number;
  /** While the size changes: the line, counted from the first one of the history. */
  line: number | undefined;
}

/** Of the buffers that a cursor was saved on. */
const savedRows = new WeakMap<object, SavedRow>();

function keepRow(buffer: WritableBuffer): void {
  if (savedRows.has(buffer)) return;
  const saved: SavedRow = { row: 0, line: undefined };
  savedRows.set(buffer, saved);
  Object.defineProperty(buffer, 'savedY', {
    get: () => saved.line ?? saved.row + buffer.ybase,
    set: (line: number) => {
      if (saved.line === undefined) saved.row = line - buffer.ybase;
      else saved.line = line;
    },
  });
}

export function keepSavedRows(core: Core): void {
  const handler = inputHandlerOf(core);
  replace(handler, 'saveCursor', (before) => (params) => {
    keepRow(handler._activeBuffer);
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
