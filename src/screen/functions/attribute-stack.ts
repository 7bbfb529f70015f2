// XTPUSHSGR and XTPOPSGR, which xterm.js 6.0 lacks. All attributes are pushed, even if the program
// names some.
import type { Core } from '../emulator/xterm-core.ts';

/** xterm keeps as many (MAX_SAVED_SGR in its ptyx.h). */
const MAX_PUSHED = 10;

interface Stored {
  fg: number;
  bg: number;
  extended: { clone(): Stored['extended'] };
}

export function stackAttributes(core: Core): void {
  const stack: Stored[] = [];
  const pen = (): Stored => core._inputHandler._curAttrData as unknown as Stored;
  const { _parser } = core._inputHandler;
  _parser.registerCsiHandler({ intermediates: '#', final: '{' }, () => {
    const { fg, bg, extended } = pen();
    if (stack.length < MAX_PUSHED) stack.push({ fg, bg, extended: extended.clone() });
    return true;
  });
  _parser.registerCsiHandler({ intermediates: '#', final: '}' }, () => {
    const pushed = stack.pop();
    if (pushed) Object.assign(pen(), pushed);
    return true;
  });
}
