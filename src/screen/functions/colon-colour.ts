// Colours as 38:2:R:G:B, without a place for the colour space. xterm, VTE, kitty and alacritty read
// them so, and programs print them. xterm.js 6.0 reads R as the colour space. VTE ignores a colour
// whose colour space is given.
import { inputHandlerOf } from '../emulator/input-handler.ts';
import type { Core } from '../emulator/xterm-core.ts';

const RGB = 2;
/** Sub-parameters of the form without a colour space: the colour's kind and its three parts. */
const WITHOUT_SPACE = 4;
/** xterm.js's value of a parameter that is left out. */
const LEFT_OUT = -1;

/** @param knowsSpaces returns true if a colour may have a colour space */
export function correctColonColours(core: Core, knowsSpaces: () => boolean): void {
  const handler = inputHandlerOf(core);
  const extract = handler._extractColor.bind(handler);
  handler._extractColor = (params, at, attributes): number => {
    const [kind, ...parts] = params.getSubParams(at) ?? [];
    const hasSpace = parts.length >= WITHOUT_SPACE && parts[0] !== LEFT_OUT;
    if (kind === RGB && hasSpace && !knowsSpaces()) return 0;
    if (kind !== RGB || parts.length !== WITHOUT_SPACE - 1) return extract(params, at, attributes);
    const target = Int32Array.of(params.params[at] ?? 0);
    const subParams = Int32Array.of(RGB, 0, ...parts);
    const withSpace = { length: 1, params: target, hasSubParams: () => true, getSubParams: () => subParams };
    return extract(withSpace, 0, attributes);
  };
}
