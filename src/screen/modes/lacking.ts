// Functions of the screen model that terminal emulators lack. The screen of a session is what its
// terminal shows: a function that the leading terminal does not know is not carried out. As seen in
// xterm 379, VTE 0.70, kitty 0.26 and alacritty 0.11.
import { ORIGIN } from './mode-state.ts';
import type { IFunctionIdentifier, IParser } from '@xterm/headless';
import { inputHandlerOf, replace } from '../emulator/input-handler.ts';
import type { Params } from '../emulator/input-handler.ts';
import type { Core } from '../emulator/xterm-core.ts';

type Group =
  /** Left and right margins (DECLRMM). */
  | 'margins'
  | 'lineFeedMode'
  | 'reverseWrap'
  | 'rectangles'
  /** DECCARA and DECRARA. */
  | 'attributes'
  | 'attributeStack'
  | 'columns'
  /** HPR and VPR. */
  | 'relativeMoves'
  | 'selectiveErase'
  | 'protection'
  | 'softReset'
  | 'softResetOfAttributes'
  /** EL, ED and ECH end a pending wrap, and erase the last column. */
  | 'wrapAfterErase'
  /** These erase the last column while a wrap is pending, which they do not end. */
  | 'lastColumnAtErase'
  /** BS leaves the last column while a wrap is pending. */
  | 'backspaceFromWrap'
  /** ED 3 leaves the screen as it is. */
  | 'screenAfterErasedHistory'
  /** Alternate screens by modes 47 and 1047. */
  | 'formerAlternates'
  /** Each screen has a scroll region of its own. */
  | 'ownRegions'
  /** The cursor stays where it is when the alternate screen is entered. */
  | 'cursorInAlternate'
  /** Mode 6 moves the cursor to the first row. */
  | 'homeByOrigin'
  /** IL and DL move the cursor to the first column. */
  | 'firstColumnAtLines'
  /** SGR 21 underlines. */
  | 'doubleUnderline'
  /** G2 and G3. */
  | 'shifts'
  | 'c1';

const LACKED_BY_MOST: readonly Group[] = [
  'ownRegions',
  ...(['margins', 'reverseWrap', 'rectangles', 'attributeStack', 'columns', 'shifts'] as const),
];

const LACKS: Readonly<Record<string, readonly Group[]>> = {
  xterm: ['ownRegions', 'wrapAfterErase', 'c1'],
  vte: [...LACKED_BY_MOST, 'lineFeedMode', 'attributes', 'protection', 'relativeMoves'],
  kitty: [
    ...LACKED_BY_MOST,
    ...(['softResetOfAttributes', 'protection', 'screenAfterErasedHistory'] as const),
    ...(['backspaceFromWrap', 'cursorInAlternate'] as const),
  ],
  alacritty: [
    ...LACKED_BY_MOST,
    ...(['lineFeedMode', 'attributes', 'selectiveErase', 'softReset', 'lastColumnAtErase'] as const),
    ...(['formerAlternates', 'homeByOrigin', 'firstColumnAtLines', 'doubleUnderline', 'c1'] as const),
  ],
};

/** CSI sequences, some only with this parameter alone. */
const SEQUENCES: readonly (readonly [Group, IFunctionIdentifier, number?])[] = [
  ['margins', { prefix: '?', final: 'h' }, 69], // DECLRMM
  ['lineFeedMode', { final: 'h' }, 20], // LNM
  ['reverseWrap', { prefix: '?', final: 'h' }, 45],
  // DECFRA, DECCRA, DECERA, DECSERA
  ...['x', 'v', 'z', '{'].map((final) => ['rectangles', { intermediates: '$', final }] as const),
  ...['r', 't'].map((final) => ['attributes', { intermediates: '$', final }] as const), // DECCARA, DECRARA
  ...['{', '}'].map((final) => ['attributeStack', { intermediates: '#', final }] as const), // XTPUSHSGR, XTPOPSGR
  ...['@', 'A'].map((final) => ['columns', { intermediates: ' ', final }] as const), // SL, SR
  ...['}', '~'].map((final) => ['columns', { intermediates: "'", final }] as const), // DECIC, DECDC
  ['selectiveErase', { prefix: '?', final: 'J' }], // DECSED
  ['selectiveErase', { prefix: '?', final: 'K' }], // DECSEL
  ...['a', 'e'].map((final) => ['relativeMoves', { final }] as const), // HPR, VPR
  ['softReset', { intermediates: '!', final: 'p' }], // DECSTR
  ['protection', { intermediates: '"', final: 'q' }], // DECSCA
  ...[47, 1047].flatMap((mode) =>
    ['h', 'l'].map((final) => ['formerAlternates', { prefix: '?', final }, mode] as const),
  ),
];

/** Parameters of ED. */
const [SCREEN, HISTORY] = [2, 3];

/** EL, ED and ECH. */
const ERASING = ['eraseInLine', 'eraseInDisplay', 'eraseChars'] as const;

const isOriginMode = (params: Params | undefined): boolean =>
  params?.length === 1 && params.params[0] === ORIGIN;

/** Escape sequences: DECBI and DECFI; SS2, SS3, LS2, LS3, LS3R, LS2R, LS1R. */
const ESCAPES: readonly (readonly [Group, string])[] = [
  ...['6', '9'].map((final) => ['columns', final] as const),
  ...['N', 'O', 'n', 'o', '|', '}', '~'].map((final) => ['shifts', final] as const),
];

/** What XTVERSION reports begin with. */
const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/^XTerm\(/, 'xterm'],
  [/^VTE\(/, 'vte'],
  [/^kitty\(/, 'kitty'],
];

/** Which emulator an XTVERSION report is from; undefined for any other, and for none. */
export function reportedKind(report = ''): string | undefined {
  const version = /^\x1bP>\|([^\x1b]*)/.exec(report)?.[1] ?? '';
  return VERSIONS.find(([pattern]) => pattern.test(version))?.[1];
}

export class Lacking {
  #groups: readonly Group[] = [];

  /** @param core whose parser has all its other handlers: those that come later are asked first */
  constructor(parser: IParser, core: Core) {
    for (const [group, id, only] of SEQUENCES) {
      parser.registerCsiHandler(id, (params) => {
        const applies = only === undefined || (params.length === 1 && params[0] === only);
        return applies && this.includes(group);
      });
    }
    for (const [group, final] of ESCAPES) parser.registerEscHandler({ final }, () => this.includes(group));
    this.#erase(core);
    this.#move(core);
    const handler = inputHandlerOf(core);
    replace(handler, 'softReset', (before) => (params) => {
      const { fg, bg, extended } = handler._curAttrData;
      const done = before(params);
      if (this.includes('softResetOfAttributes')) Object.assign(handler._curAttrData, { fg, bg, extended });
      return done;
    });
  }

  #erase(core: Core): void {
    const handler = inputHandlerOf(core);
    for (const name of ERASING) {
      replace(handler, name, (before) => (params, selective) => {
        const { active } = core.buffers;
        const { x } = active;
        const atLast = this.includes('wrapAfterErase') || this.includes('lastColumnAtErase');
        if (atLast) active.x = Math.min(x, core.cols - 1);
        const done = before(params, selective);
        if (this.includes('lastColumnAtErase')) active.x = x;
        return done;
      });
    }
    replace(handler, 'eraseInDisplay', (before) => (params, selective) => {
      const erases = params?.params[0] === HISTORY && this.includes('screenAfterErasedHistory');
      if (erases) before({ length: 1, params: Int32Array.of(SCREEN) });
      return before(params, selective);
    });
  }

  #move(core: Core): void {
    const handler = inputHandlerOf(core);
    replace(handler, 'backspace', (before) => (params) => {
      const { active } = core.buffers;
      if (active.x < core.cols || !this.includes('backspaceFromWrap')) return before(params);
      active.x = core.cols - 1;
      return true;
    });
    for (const name of ['insertLines', 'deleteLines'] as const) {
      replace(handler, name, (before) => (params) => {
        const { active } = core.buffers;
        const { x } = active;
        const done = before(params);
        if (this.includes('firstColumnAtLines')) active.x = x;
        return done;
      });
    }
    for (const name of ['setModePrivate', 'resetModePrivate'] as const) {
      replace(handler, name, (before) => (params) => {
        const { active: left } = core.buffers;
        const { x, y, scrollTop, scrollBottom } = left;
        const done = before(params);
        const { active, alt } = core.buffers;
        if (this.includes('homeByOrigin') && isOriginMode(params)) Object.assign(active, { x, y });
        if (active === left) return done;
        if (this.includes('ownRegions')) Object.assign(active, { scrollTop, scrollBottom });
        if (this.includes('cursorInAlternate') && active === alt) Object.assign(active, { x: 0, y: 0 });
        return done;
      });
    }
  }

  /** Returns true if the leading terminal lacks these functions. */
  includes(group: Group): boolean {
    return this.#groups.includes(group);
  }

  /** The terminal is of this kind from here on; undefined for one that has all of it. */
  imitate(kind: string | undefined): void {
    this.#groups = LACKS[kind ?? ''] ?? [];
  }
}
