// Lines that scroll in at the top (SD) have the background's colour, as in xterm, VTE and Ghostty;
// in xterm.js 6.0 they have the default one.
import type { Core } from '../emulator/xterm-core.ts';
import { countOf, inputHandlerOf, lineAt, replace } from '../emulator/input-handler.ts';

export function colourScrolledLines(core: Core): void {
  const handler = inputHandlerOf(core);
  replace(handler, 'scrollDown', (before) => (params) => {
    const done = before(params);
    const buffer = handler._activeBuffer;
    const blank = buffer.getNullCell(handler._eraseAttrData());
    const last = Math.min(buffer.scrollTop + countOf(params) - 1, buffer.scrollBottom);
    for (let row = buffer.scrollTop; row <= last; row++) {
      const line = lineAt(buffer, row);
      for (let column = 0; line && column < line.length; column++) line.setCell(column, blank);
    }
    return done;
  });
}
