// SGR 21, ECMA-48's double underline. xterm.js stores it like 4:2, which some terminals with 21
// lack (xterm 379). Here it has a style of its own, so that a restore sets what the program set.
import { inputHandlerOf } from '../emulator/input-handler.ts';
import type { Params } from '../emulator/input-handler.ts';
import type { Attributes, Core } from '../emulator/xterm-core.ts';

const SGR_21 = 21;
/** xterm.js uses 0 to 5 of a cell's styles (4:n), in three bits. */
export const DOUBLE_BY_21 = 6;
const DOUBLE = 2;
const BOLD = 0x8000000;

interface Underlined {
  fg: number;
  extended: Attributes['extended'] & { underlineStyle: number };
}

const has21 = ({ params, length }: Params): boolean => {
  for (let at = 0; at < length; at++) if (params[at] === SGR_21) return true;
  return false;
};

/** @param endsBold returns true if 21 ends bold, as in some terminals, instead of underlining */
export function carryOutDoubleUnderline(core: Core, endsBold: () => boolean): void {
  const handler = inputHandlerOf(core);
  const underline = handler._processUnderline.bind(handler);
  const attributes = handler.charAttributes.bind(handler);
  let by21 = false;
  handler.charAttributes = (params): boolean => {
    by21 = params !== undefined && has21(params);
    return attributes(params);
  };
  handler._processUnderline = (style, of): void => {
    const underlined = of as unknown as Underlined;
    if (!by21 || style !== DOUBLE) return underline(style, of);
    if (endsBold()) {
      underlined.fg &= ~BOLD;
      return;
    }
    underline(style, of);
    underlined.extended.underlineStyle = DOUBLE_BY_21;
  };
}
