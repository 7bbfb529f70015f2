// DECALN fills the screen without attributes, as in xterm, VTE, kitty and alacritty; in xterm.js
// 6.0 the letters have the pen's colours.
import { inputHandlerOf, replace } from '../emulator/input-handler.ts';
import type { Core } from '../emulator/xterm-core.ts';

export function correctAlignmentPattern(core: Core): void {
  const handler = inputHandlerOf(core);
  replace(handler, 'screenAlignmentPattern', (before) => (params) => {
    const pen = handler._curAttrData;
    const { fg, bg } = pen;
    Object.assign(pen, { fg: 0, bg: 0 });
    const done = before(params);
    Object.assign(pen, { fg, bg });
    return done;
  });
}
