// What functions do while a wrap is pending: the last column has been printed, and the next
// character goes to the next line. xterm.js has its own rules, and so does each terminal. As seen
// in xterm 379, VTE 0.70, kitty 0.26 and alacritty 0.11, whose cursor reports tell the place.
import { countOf, inputHandlerOf, replace } from '../emulator/input-handler.ts';
import type { InputHandler, Name, Params } from '../emulator/input-handler.ts';
import type { Core } from '../emulator/xterm-core.ts';

/**
 * @param carryOut xterm.js's function
 * @param last the last column, counted from 0; the cursor is on the one after it
 */
type Rule = (
  handler: InputHandler,
  carryOut: (params?: Params) => boolean,
  last: number,
  params?: Params,
) => boolean;

/** The function begins in the last column, and no wrap is pending afterwards. */
const ends: Rule = ({ _activeBuffer: buffer }, carryOut, last, params) => {
  buffer.x = last;
  return carryOut(params);
};

/** The function begins in the last column, and afterwards the wrap is pending again. */
const lasts: Rule = (handler, ...rest) => {
  ends(handler, ...rest);
  const [, last] = rest;
  handler._activeBuffer.x = last + 1;
  return true;
};

const doesNothing: Rule = () => true;

/** Each column counts, also the one after the last. */
const movesBack: Rule = ({ _activeBuffer: buffer }, carryOut, last, params) => {
  buffer.x = last;
  const count = countOf(params) - 1;
  return count === 0 || carryOut({ length: 1, params: Int32Array.of(count) });
};

/** The wrap takes place, if the mode allows it, and nothing else. */
const wraps: Rule = (handler) => {
  if (!handler._coreService.decPrivateModes.wraparound) return true;
  handler.index();
  const { _activeBuffer: buffer } = handler;
  buffer.x = 0;
  const line = buffer.lines.get(buffer.ybase + buffer.y);
  if (line) line.isWrapped = true;
  return true;
};

/**
 * A wrap that no mode allows ends. Else the terminal moves the cursor, and wraps all the same; here
 * it stays.
 */
const endsUnlessWrapping: Rule = (handler, ...rest) =>
  handler._coreService.decPrivateModes.wraparound || ends(handler, ...rest);

/** The wrap stays pending if lines scroll. */
const lastsIf =
  (scrolls: (buffer: InputHandler['_activeBuffer']) => boolean): Rule =>
  (handler, ...rest) =>
    (scrolls(handler._activeBuffer) ? lasts : ends)(handler, ...rest);

const [TO_END, TO_BEGIN, WHOLE] = [0, 1, 2];

/** Some rules hold only with one of these parameters. */
type Entry = readonly [name: Name, rule: Rule, ...parameters: number[]];

const RULES: Readonly<Record<string, readonly Entry[]>> = {
  xterm: [
    ['eraseInLine', ends],
    ['eraseInDisplay', ends, TO_END, TO_BEGIN, WHOLE],
    ['eraseChars', ends],
    ['cursorBackwardTab', endsUnlessWrapping],
  ],
  vte: [
    ['eraseInLine', ends, TO_BEGIN],
    ['eraseInDisplay', ends, TO_END, TO_BEGIN],
    ['cursorBackwardTab', ends],
  ],
  kitty: [
    ['eraseChars', doesNothing],
    ['insertChars', doesNothing],
    ['deleteChars', doesNothing],
    ['backspace', movesBack],
    ['cursorBackward', movesBack],
    ['tab', ends],
    ['cursorForwardTab', ends],
    ['cursorBackwardTab', ends],
    ['index', lastsIf(({ y, scrollBottom }) => y === scrollBottom)],
    ['reverseIndex', lastsIf(({ y, scrollTop }) => y === scrollTop)],
  ],
  alacritty: [
    ['eraseInLine', lasts],
    ['eraseInDisplay', lasts],
    ['eraseChars', lasts],
    ['insertChars', lasts],
    ['deleteChars', lasts],
    ['lineFeed', lasts],
    ['index', lasts],
    ['reverseIndex', lasts],
    ['tab', wraps],
    ['cursorBackwardTab', endsUnlessWrapping],
  ],
};

const NAMES = new Set(Object.values(RULES).flatMap((entries) => entries.map(([name]) => name)));

function ruleOf(kind: string | undefined, name: Name, params: Params | undefined): Rule | undefined {
  const parameter = params?.params[0] ?? 0;
  const entry = RULES[kind ?? '']?.find(([of]) => of === name);
  if (!entry) return undefined;
  const [, rule, ...parameters] = entry;
  return parameters.length === 0 || parameters.includes(parameter) ? rule : undefined;
}

/** @param kind the kind of the leading terminal */
export function followPendingWrap(core: Core, kind: () => string | undefined): void {
  const handler = inputHandlerOf(core);
  for (const name of NAMES) {
    replace(handler, name, (before) => (params, selective) => {
      const pending = handler._activeBuffer.x >= core.cols;
      const rule = pending ? ruleOf(kind(), name, params) : undefined;
      if (!rule) return before(params, selective);
      return rule(handler, (by) => before(by, selective), core.cols - 1, params);
    });
  }
}
