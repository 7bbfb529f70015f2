// SS2 and SS3 (ECMA-35, ESC N and ESC O): the next character is one of the set in G2 or G3.
// xterm.js keeps these sets, and knows LS2 and LS3, but no single shifts.
import { inputHandlerOf } from '../emulator/input-handler.ts';
import type { Core } from '../emulator/xterm-core.ts';

/** The escape sequences, and the set that each takes the next character from. */
const SHIFTS = [
  ['N', 2],
  ['O', 3],
] as const;

export function carryOutSingleShifts(core: Core): void {
  const handler = inputHandlerOf(core);
  const charsets = handler._charsetService;
  const print = handler.print.bind(handler);
  let shift: number | undefined;
  for (const [final, level] of SHIFTS) {
    core._inputHandler._parser.registerEscHandler({ final }, () => {
      shift = level;
      return true;
    });
  }
  handler.print = (codes, from, to): void => {
    if (shift === undefined) return print(codes, from, to);
    const { charset } = charsets;
    charsets.charset = charsets._charsets[shift];
    shift = undefined;
    print(codes, from, from + 1);
    charsets.charset = charset;
    if (from + 1 < to) print(codes, from + 1, to);
  };
}
