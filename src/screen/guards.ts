// Keeps input from breaking xterm.js. Invariant: whatever the guards let pass has the effect that it has
// without them.
import type { Core } from './emulator.ts';

/** The parser's interface, as far as it is used here (xterm.js's IParser). */
interface Parser {
  registerCsiHandler(
    id: { readonly prefix?: string; readonly final: string },
    callback: (params: readonly (number | number[])[]) => boolean,
  ): unknown;
}

export function guard(parser: Parser, core: Core): void {
  guardErase(parser, core);
}

/** ED 1 and DECSED 1: xterm.js throws in the last column, where there is no line below. */
function guardErase(parser: Parser, core: Core): void {
  const erase = (params: readonly (number | number[])[], unprotected: boolean): boolean => {
    const { active } = core.buffers;
    if (params[0] !== 1 || active.x < core.cols - 1 || active.y + 1 < active.lines.length) return false;
    return core._inputHandler.eraseInDisplay({ params: [2] }, unprotected); // which is the same there
  };
  parser.registerCsiHandler({ final: 'J' }, (params) => erase(params, false));
  parser.registerCsiHandler({ prefix: '?', final: 'J' }, (params) => erase(params, true));
}
