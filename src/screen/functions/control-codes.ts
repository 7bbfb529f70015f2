// RI as a control of the C1 set, and SUB, which xterm.js 6.0 lacks.
import { inputHandlerOf } from '../emulator/input-handler.ts';
import type { Core } from '../emulator/xterm-core.ts';

const REVERSE_INDEX = '\x8d';
const SUBSTITUTE = '\x1a';
const REPLACEMENT = Uint32Array.of(0xfffd);

/** @param showsSubstitute returns true if SUB is shown as U+FFFD, as in some terminals */
export function carryOutControlCodes(core: Core, showsSubstitute: () => boolean): void {
  const handler = inputHandlerOf(core);
  const { _parser } = core._inputHandler;
  _parser.setExecuteHandler(REVERSE_INDEX, () => handler.reverseIndex());
  _parser.setExecuteHandler(SUBSTITUTE, () => {
    if (showsSubstitute()) handler.print(REPLACEMENT, 0, 1);
    return true;
  });
}
