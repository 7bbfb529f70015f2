// A wide character that does not fit into the line while no character wraps (DECAWM is reset).
// xterm and alacritty leave it out; VTE and kitty print it in the last two columns. xterm.js 6.0
// leaves it out as well, and blanks the wide character before it.
import { inputHandlerOf } from '../emulator/input-handler.ts';
import type { Core } from '../emulator/xterm-core.ts';

/** @param leavesOut returns true if the character is left out */
export function fitWideCharacters(core: Core, leavesOut: () => boolean): void {
  const handler = inputHandlerOf(core);
  const print = handler.print.bind(handler);
  handler.print = (codes, from, to): void => {
    if (handler._coreService.decPrivateModes.wraparound) return print(codes, from, to);
    const { _parser: parser, _unicodeService: unicode, _activeBuffer: buffer } = handler;
    for (let at = from; at < to; at++) {
      const properties = unicode.charProperties(codes[at] ?? 0, parser.precedingJoinState);
      const isWide = ((properties >> 1) & 3) === 2 && (properties & 1) === 0;
      if (isWide && buffer.x + 2 > core.cols) {
        if (leavesOut()) continue;
        buffer.x = core.cols - 2;
      }
      print(codes, at, at + 1);
    }
  };
}
