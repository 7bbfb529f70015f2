// Functions of the screen model that terminal emulators lack. The screen of a session is what its
// terminal shows: a function that the leading terminal lacks is not carried out.
import { lacks } from './lacked-functions.ts';
import type { Group } from './lacked-functions.ts';
import { ORIGIN } from './mode-state.ts';
import { followPendingWrap } from './pending-wrap.ts';
import type { IFunctionIdentifier, IParser } from '@xterm/headless';
import { cell } from '../emulator/cells.ts';
import { inputHandlerOf, lineAt, newCell, replace } from '../emulator/input-handler.ts';
import type { Name, Params } from '../emulator/input-handler.ts';
import type { Attributes, Core } from '../emulator/xterm-core.ts';

/** CSI sequences, some only with this parameter alone. */
const SEQUENCES: readonly (readonly [Group, IFunctionIdentifier, number?])[] = [
  ['margins', { prefix: '?', final: 'h' }, 69], // DECLRMM
  ['lineFeedMode', { final: 'h' }, 20], // LNM
  ['reverseWrap', { prefix: '?', final: 'h' }, 45],
  // DECFRA, DECCRA, DECERA, DECSERA
  ...['x', 'v', 'z', '{'].map((final) => ['rectangles', { intermediates: '$', final }] as const),
  ['attributes', { intermediates: '$', final: 'r' }], // DECCARA
  ['reversal', { intermediates: '$', final: 't' }], // DECRARA
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

/** The alternate screen, erased, and the cursor saved. */
const CLEARED_ALTERNATE = 1049;

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
      // One may be negative: strikethrough is the sign of 32 bits.
      if (text !== '' || width !== 1 || (attributes.fg ^ pen.fg) !== 0) continue;
      line.setCell(column, { ...newCell(), content: SPACE, fg: pen.fg, bg: pen.bg, extended: pen.extended });
    }
  }
}

function endWrap(core: Core): void {
  const { active } = core.buffers;
  active.x = Math.min(active.x, core.cols - 1);
}

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
    for (const intermediates of ['(', ')', '*', '+']) {
      parser.registerEscHandler({ intermediates, final: 'A' }, () => {
        return this.includes('poundSign') && core._inputHandler.selectCharset(`${intermediates}B`);
      });
    }
    this.#erase(core);
    this.#colour(core);
    this.#move(core);
    this.#switch(core);
    followPendingWrap(core, () => this.#kind);
  }

  #erase(core: Core): void {
    replace(inputHandlerOf(core), 'eraseInDisplay', (before) => (params, selective) => {
      const erases = params?.params[0] === HISTORY && this.includes('screenAfterErasedHistory');
      if (erases) before(only(SCREEN));
      return before(params, selective);
    });
  }

  /** Sets the attributes of cells that are erased, inserted, or come with a line. */
  #colour(core: Core): void {
    const handler = inputHandlerOf(core);
    const ofBackground = handler._eraseAttrData.bind(handler);
    let erases: Group | undefined;
    handler._eraseAttrData = (): Attributes => {
      const { fg, bg, extended } = handler._curAttrData;
      if (erases && this.includes(erases)) return { fg, bg, extended };
      return !erases && this.includes('colouredLines') ? DEFAULT_PEN : ofBackground();
    };
    for (const name of [...ERASING, 'insertChars', 'deleteChars'] as const) {
      const group = name === 'insertChars' ? 'plainInsert' : 'plainErase';
      replace(handler, name, (before) => (params, selective) => {
        erases = group;
        const done = before(params, selective);
        erases = undefined;
        if (this.includes(group)) showErased(core, name === 'eraseInDisplay');
        return done;
      });
    }
  }

  #move(core: Core): void {
    const handler = inputHandlerOf(core);
    const keepsPlace = (name: Name, group: Group, rowAsWell = false): void => {
      replace(handler, name, (before) => (params) => {
        const { active } = core.buffers;
        const { x, y } = active;
        const done = before(params);
        if (this.includes(group)) Object.assign(active, rowAsWell ? { x, y } : { x });
        return done;
      });
    };
    keepsPlace('insertLines', 'firstColumnAtLines');
    keepsPlace('deleteLines', 'firstColumnAtLines');
    keepsPlace('screenAlignmentPattern', 'homeByAlignment', true);
    replace(handler, 'restoreCursor', (before) => (params) => {
      const done = before(params);
      if (this.includes('restoredWrap')) endWrap(core);
      return done;
    });
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
        if (this.includes('wrapInAlternate') && isMode(params, CLEARED_ALTERNATE)) endWrap(core);
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
