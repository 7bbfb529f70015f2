// Functions of the screen model that terminal emulators lack. The screen of a session is what its
// terminal shows: a function that the leading terminal lacks is not carried out. As seen in xterm
// 379, VTE 0.70, kitty 0.26 and alacritty 0.11.
import { ORIGIN } from './mode-state.ts';
import type { IFunctionIdentifier, IParser } from '@xterm/headless';
import { cell } from '../emulator/cells.ts';
import { inputHandlerOf, lineAt, newCell, replace } from '../emulator/input-handler.ts';
import type { Params } from '../emulator/input-handler.ts';
import type { Attributes, Core } from '../emulator/xterm-core.ts';

export type Group =
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
  /** The pen stays as it is when the alternate screen is entered. */
  | 'penInAlternate'
  /** Lines that scroll in, or are inserted, have the background's colour. */
  | 'colouredLines'
  /** EL, ED, ECH, ICH and DCH leave nothing of the pen but the background's colour. */
  | 'plainErase'
  /** DECCOLM, set and reset, leaves the screen as it is: in xterm mode 40 has to allow it. */
  | 'screenAtColumnMode'
  | 'screenAfterColumnMode'
  /** TAB leaves a pending wrap pending. */
  | 'wrapAfterTab'
  /** CHT. */
  | 'forwardTab'
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
    ...(['softReset', 'protection', 'screenAfterErasedHistory', 'backspaceFromWrap'] as const),
    ...(['cursorInAlternate', 'penInAlternate', 'colouredLines', 'plainErase'] as const),
    ...(['screenAtColumnMode', 'wrapAfterTab'] as const),
  ],
  alacritty: [
    ...LACKED_BY_MOST,
    ...(['lineFeedMode', 'attributes', 'selectiveErase', 'softReset', 'lastColumnAtErase'] as const),
    ...(['formerAlternates', 'homeByOrigin', 'firstColumnAtLines', 'doubleUnderline', 'c1'] as const),
    ...(['screenAtColumnMode', 'screenAfterColumnMode', 'forwardTab'] as const),
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
  ['forwardTab', { final: 'I' }], // CHT
  ...[47, 1047].flatMap((mode) =>
    ['h', 'l'].map((final) => ['formerAlternates', { prefix: '?', final }, mode] as const),
  ),
];

/** Parameters of ED. */
const [SCREEN, HISTORY] = [2, 3];

/** EL, ED and ECH. */
const ERASING = ['eraseInLine', 'eraseInDisplay', 'eraseChars'] as const;

/** A space of one column, as xterm.js stores it. */
const SPACE = 0x20 | (1 << 22);

/** DECCOLM. */
const COLUMN_MODE = 3;

const DEFAULT_PEN: Attributes = { fg: 0, bg: 0, extended: { ext: 0, urlId: 0 } };

/** One parameter. */
const only = (parameter: number): Params => ({ length: 1, params: Int32Array.of(parameter) });

const isMode = (params: Params | undefined, mode: number): boolean =>
  params?.length === 1 && params.params[0] === mode;

/** Escape sequences: DECBI and DECFI; SS2, SS3, LS2, LS3, LS3R, LS2R, LS1R. */
const ESCAPES: readonly (readonly [Group, string])[] = [
  ...['6', '9'].map((final) => ['columns', final] as const),
  ...['N', 'O', 'n', 'o', '|', '}', '~'].map((final) => ['shifts', final] as const),
];

/** The beginnings of XTVERSION reports. */
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

/**
 * The attributes that are visible on a blank, in a foreground: inverse, underline, strikethrough.
 */
const SEEN_ON_BLANKS = 0x94000000;

/**
 * Makes spaces of erased cells on which the pen is seen, so that they are drawn.
 * @param everywhere on all rows, rather than on the cursor's
 */
function showErased(core: Core, everywhere: boolean): void {
  const { _activeBuffer: buffer, _curAttrData: pen } = inputHandlerOf(core);
  if (!(pen.fg & SEEN_ON_BLANKS)) return;
  for (let row = 0; row < core.rows; row++) {
    const line = everywhere || row === buffer.y ? lineAt(buffer, row) : undefined;
    for (let column = 0; line && column < line.length; column++) {
      const { text, width, attributes } = cell(line, column);
      if (text !== '' || width !== 1 || attributes.fg !== pen.fg) continue;
      line.setCell(column, { ...newCell(), content: SPACE, fg: pen.fg, bg: pen.bg, extended: pen.extended });
    }
  }
}

/** Returns true if a terminal of this kind lacks these functions. */
export const lacks = (kind: string | undefined, group: Group): boolean =>
  LACKS[kind ?? '']?.includes(group) ?? false;

export class Lacking {
  #kind: string | undefined;

  /**
   * @param core whose parser has all its other handlers: handlers that are added later run first
   */
  constructor(parser: IParser, core: Core) {
    for (const [group, id, parameter] of SEQUENCES) {
      parser.registerCsiHandler(id, (params) => {
        const applies = parameter === undefined || (params.length === 1 && params[0] === parameter);
        return applies && this.includes(group);
      });
    }
    for (const [group, final] of ESCAPES) parser.registerEscHandler({ final }, () => this.includes(group));
    this.#erase(core);
    this.#colour(core);
    this.#move(core);
    this.#switch(core);
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
      if (erases) before(only(SCREEN));
      return before(params, selective);
    });
  }

  /** Sets the attributes of cells that are erased, inserted, or come with a line. */
  #colour(core: Core): void {
    const handler = inputHandlerOf(core);
    const ofBackground = handler._eraseAttrData.bind(handler);
    let erases = false;
    handler._eraseAttrData = (): Attributes => {
      const { fg, bg, extended } = handler._curAttrData;
      if (erases && this.includes('plainErase')) return { fg, bg, extended };
      return !erases && this.includes('colouredLines') ? DEFAULT_PEN : ofBackground();
    };
    for (const name of [...ERASING, 'insertChars', 'deleteChars'] as const) {
      replace(handler, name, (before) => (params, selective) => {
        erases = true;
        const done = before(params, selective);
        erases = false;
        if (this.includes('plainErase')) showErased(core, name === 'eraseInDisplay');
        return done;
      });
    }
  }

  #move(core: Core): void {
    const handler = inputHandlerOf(core);
    replace(handler, 'backspace', (before) => (params) => {
      const { active } = core.buffers;
      if (active.x < core.cols || !this.includes('backspaceFromWrap')) return before(params);
      active.x = core.cols - 1;
      return true;
    });
    replace(handler, 'tab', (before) => (params) => {
      const { active } = core.buffers;
      if (active.x >= core.cols && this.includes('wrapAfterTab')) active.x = core.cols - 1;
      return before(params);
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
  }

  #clear(core: Core): void {
    inputHandlerOf(core).eraseInDisplay(only(SCREEN));
    Object.assign(core.buffers.active, { x: 0, y: 0 });
  }

  /** Private modes that change the screen, or which one is shown. */
  #switch(core: Core): void {
    const handler = inputHandlerOf(core);
    for (const name of ['setModePrivate', 'resetModePrivate'] as const) {
      replace(handler, name, (before) => (params) => {
        const { active: left } = core.buffers;
        const { x, y, scrollTop, scrollBottom } = left;
        const done = before(params);
        const { active, alt } = core.buffers;
        if (this.includes('homeByOrigin') && isMode(params, ORIGIN)) Object.assign(active, { x, y });
        const kept = name === 'setModePrivate' ? 'screenAtColumnMode' : 'screenAfterColumnMode';
        if (isMode(params, COLUMN_MODE) && this.includes(kept)) this.#clear(core);
        if (active === left) return done;
        if (this.includes('ownRegions')) Object.assign(active, { scrollTop, scrollBottom });
        if (active !== alt) return done;
        if (this.includes('cursorInAlternate')) Object.assign(active, { x: 0, y: 0 });
        if (this.includes('penInAlternate')) handler.charAttributes(only(0));
        return done;
      });
    }
  }

  /** Returns true if the leading terminal lacks these functions. */
  includes(group: Group): boolean {
    return lacks(this.#kind, group);
  }

  /** Sets the kind of terminal from here on; undefined for a terminal that lacks nothing. */
  imitate(kind: string | undefined): void {
    this.#kind = kind;
  }
}
