// Left and right margins (DECLRMM, DECSLRM), as xterm carries them out: xterm.js ignores them.
// While they are narrower than the screen, the functions of xterm.js that print, move, scroll,
// insert and delete are replaced; at any other time nothing is, and they cost nothing. Reference:
// xterm 410, charproc.c (dotext, WrapLine), cursor.c, util.c.
import type { Core } from '../emulator/xterm-core.ts';
import { scrollCells, shiftCells } from './cell-moves.ts';
import { replaceColumnFunctions } from './column-functions.ts';
import { countOf, inputHandlerOf, replace } from '../emulator/input-handler.ts';
import type { InputHandler, Method, Name, Params, WritableBuffer } from '../emulator/input-handler.ts';
import { printBetween } from './margin-print.ts';

const LEFT_RIGHT_MARGINS = 69;

/** They leave the cursor where it is, or move it as without margins, but end a pending wrap. */
const END_PENDING_WRAP: readonly Name[] = [
  ...(['cursorUp', 'cursorDown', 'linePosAbsolute', 'hPositionRelative', 'vPositionRelative'] as const),
  ...(['eraseInDisplay', 'eraseInLine', 'eraseChars', 'restoreCursor', 'setScrollRegion'] as const),
];

export class Margins {
  readonly #core: Core;
  readonly #handler: InputHandler;
  #mode = false;
  #left = 0;
  #right = Infinity;
  /** A character was printed in the right margin's column, and the next one wraps: on this line. */
  #pendingRow = -1;
  /** The previous methods of the functions that are replaced while margins are in force. */
  #replaced: Partial<InputHandler> = {};

  constructor(core: Core) {
    this.#core = core;
    const handler = (this.#handler = inputHandlerOf(core));
    const setMode = (params: Params | undefined, on: boolean): void => {
      if (params?.params.subarray(0, params.length).includes(LEFT_RIGHT_MARGINS)) this.#setMode(on);
    };
    for (const name of ['setModePrivate', 'resetModePrivate'] as const) {
      replace(handler, name, (before) => (params) => {
        setMode(params, name === 'setModePrivate');
        return before(params) && this.#home();
      });
    }
    // Without the mode and without parameters it is SCOSC, and with some nothing; DECSC comes
    // without.
    replace(handler, 'saveCursor', (before) => (params) => {
      if (params && this.#mode) return this.#set(params);
      return params?.params.subarray(0, params.length).some(Boolean) ? true : before(params);
    });
    for (const name of ['fullReset', 'softReset'] as const) {
      replace(handler, name, (before) => (params) => {
        this.#setMode(false);
        return before(params);
      });
    }
    replaceColumnFunctions(core, this);
    replace(handler, 'screenAlignmentPattern', (before) => (params) => {
      this.reset();
      return before(params);
    });
  }

  /** The columns that are in force, counted from 0. */
  get left(): number {
    return this.#left;
  }
  get right(): number {
    return Math.min(this.#right, this.#core.cols - 1);
  }

  /**
   * Returns true if the cursor stands on the right margin's column, and the next character wraps.
   */
  get wrapIsPending(): boolean {
    const { x, y } = this.#buffer;
    return this.#pendingRow >= 0 && y === this.#pendingRow && x === this.#right;
  }

  set wrapIsPending(pending: boolean) {
    this.#pendingRow = pending ? this.#buffer.y : -1;
  }

  get #buffer(): WritableBuffer {
    return this.#handler._activeBuffer;
  }

  /** Moves to the next line, as for a character that does not fit. */
  wrap(): void {
    this.#index();
    this.#buffer.x = this.#left;
  }

  /** Resets the margins to the whole width, as after a change of the width. */
  reset(): void {
    this.#left = 0;
    this.#right = Infinity;
    this.#pendingRow = -1;
    // Not deleted, as V8 would keep the handler's properties in a slow form from then on.
    Object.assign(this.#handler, this.#replaced);
    this.#replaced = {};
  }

  #setMode(on: boolean): void {
    this.#mode = on;
    if (!on) this.reset();
  }

  #home(): boolean {
    if (this.#origin) this.#buffer.x = Math.max(this.#buffer.x, this.#left);
    return true;
  }

  #set(params: Params): boolean {
    const { cols } = this.#core;
    const [first = 0, second = 0] = params.params.subarray(0, params.length);
    const left = Math.max(1, first);
    const right = second === 0 || second > cols ? cols : second;
    if (left >= right) return true;
    this.reset();
    if (left > 1 || right < cols) {
      this.#left = left - 1;
      this.#right = right - 1;
      this.#replace();
    }
    this.#buffer.x = 0;
    this.#buffer.y = this.#origin ? this.#buffer.scrollTop : 0;
    return this.#home();
  }

  #replace(): void {
    const handler = this.#handler;
    const functions: Partial<Record<Name, Method>> = {
      index: () => this.#index(),
      lineFeed: () => {
        const { convertEol } = handler._optionsService.rawOptions;
        return (!convertEol || this.#carriageReturn()) && this.#index();
      },
      nextLine: () => this.#index() && this.#carriageReturn(),
      reverseIndex: () => this.#reverseIndex(),
      carriageReturn: () => this.#carriageReturn(),
      backspace: () => this.back(1),
      tab: () => this.#tab(1),
      cursorForwardTab: (params) => this.#tab(countOf(params)),
      cursorBackwardTab: (params) => this.#backTab(countOf(params)),
      cursorForward: (params) => this.forward(countOf(params)),
      cursorBackward: (params) => this.back(countOf(params)),
      cursorNextLine: (params) => handler.cursorDown(params) && this.#carriageReturn(),
      cursorPrecedingLine: (params) => handler.cursorUp(params) && this.#carriageReturn(),
      insertChars: (params) => this.#shiftRow(countOf(params)),
      deleteChars: (params) => this.#shiftRow(-countOf(params)),
      insertLines: (params) => this.#shiftLines(countOf(params)),
      deleteLines: (params) => this.#shiftLines(-countOf(params)),
      scrollUp: (params) => this.#scroll(this.#buffer.scrollTop, -countOf(params)),
      scrollDown: (params) => this.#scroll(this.#buffer.scrollTop, countOf(params)),
    };
    for (const name of END_PENDING_WRAP) {
      const before = handler[name].bind(handler);
      functions[name] = (params, selective): boolean => {
        this.#restrict();
        return before(params, selective) && this.#home();
      };
    }
    for (const name of ['cursorPosition', 'cursorCharAbsolute', 'charPosAbsolute'] as const) {
      functions[name] = (params): boolean => this.#moveTo(name, params);
    }
    const repeat = handler.repeatPrecedingCharacter.bind(handler);
    /** REP looks for the character before the cursor, which a pending wrap has on it. */
    const stepBack = (): void => {
      if (this.#pendingRow === this.#buffer.y && this.#buffer.x === this.#right + 1) this.#buffer.x--;
    };
    functions.repeatPrecedingCharacter = (params): boolean => {
      if (this.wrapIsPending) this.#buffer.x++;
      const done = repeat(params);
      stepBack();
      return done;
    };
    const print = handler.print.bind(handler);
    const printHere: InputHandler['print'] = (codes, from, to) => {
      stepBack();
      printBetween(handler, print, this, codes.subarray(from, to), this.#core.cols);
    };
    const all = { ...functions, print: printHere };
    for (const name of Object.keys(all) as (Name | 'print')[])
      Object.assign(this.#replaced, { [name]: Reflect.get(handler, name) });
    Object.assign(handler, all);
  }

  #restrict(): void {
    this.#pendingRow = -1;
    this.#handler._restrictCursor();
  }

  get #origin(): boolean {
    return this.#handler._coreService.decPrivateModes.origin;
  }

  get #isBetween(): boolean {
    const { x } = this.#buffer;
    return x >= this.#left && x <= this.#right;
  }

  get #isInRegion(): boolean {
    const { y, scrollTop, scrollBottom } = this.#buffer;
    return y >= scrollTop && y <= scrollBottom;
  }

  #index(): boolean {
    this.#restrict();
    const buffer = this.#buffer;
    if (buffer.y !== buffer.scrollBottom) buffer.y = Math.min(buffer.y + 1, this.#core.rows - 1);
    else if (this.#isBetween) this.#scroll(buffer.scrollTop, -1);
    return true;
  }

  #reverseIndex(): boolean {
    this.#restrict();
    const buffer = this.#buffer;
    if (buffer.y !== buffer.scrollTop) buffer.y = Math.max(buffer.y - 1, 0);
    else if (this.#isBetween) this.#scroll(buffer.scrollTop, 1);
    return true;
  }

  #carriageReturn(): boolean {
    this.#restrict();
    this.#buffer.x = this.#origin || this.#buffer.x >= this.#left ? this.#left : 0;
    return true;
  }

  /** CUB, which stops at the left margin. */
  back(count: number): boolean {
    this.#restrict();
    const buffer = this.#buffer;
    buffer.x = Math.max(buffer.x - count, buffer.x < this.#left ? 0 : this.#left);
    return true;
  }

  /** CUF, which stops at the right margin. */
  forward(count: number): boolean {
    this.#restrict();
    const buffer = this.#buffer;
    buffer.x = Math.min(buffer.x + count, buffer.x > this.right ? this.#core.cols - 1 : this.right);
    return true;
  }

  /** HT and CHT, which take the cursor back to the right margin from beyond it. */
  #tab(count: number): boolean {
    this.#restrict();
    const buffer = this.#buffer;
    for (let left = count; left-- > 0;) buffer.x = Math.min(buffer.nextStop(), this.#right);
    return true;
  }

  #backTab(count: number): boolean {
    this.#restrict();
    for (let left = count; left-- > 0;) this.#buffer.x = this.#buffer.prevStop();
    return this.#home();
  }

  /**
   * CUP, CHA and HPA: in origin mode columns count from the left margin, and end at the right one.
   */
  #moveTo(name: 'cursorPosition' | 'cursorCharAbsolute' | 'charPosAbsolute', params?: Params): boolean {
    this.#restrict();
    const buffer = this.#buffer;
    const origin = this.#origin;
    const at = name === 'cursorPosition' ? 1 : 0;
    const column = Math.max(1, (params && at < params.length ? params.params[at] : 1) ?? 1) - 1;
    if (at === 1) {
      const row = countOf(params) - 1;
      buffer.y = origin ? Math.min(buffer.scrollTop + row, buffer.scrollBottom) : row;
    }
    buffer.x = origin ? Math.min(this.#left + column, this.#right) : column;
    this.#handler._restrictCursor();
    return true;
  }

  #shiftRow(count: number): boolean {
    if (!this.#isBetween) return true;
    this.#restrict();
    const { x, y } = this.#buffer;
    shiftCells(this.#handler, y, { left: x, right: this.#right }, count);
    return true;
  }

  #shiftLines(count: number): boolean {
    if (!this.#isInRegion || !this.#isBetween) return true;
    this.#restrict();
    this.#buffer.x = this.#left;
    return this.#scroll(this.#buffer.y, count);
  }

  /**
   * Moves the area between the margins, from a row to the end of the region, by `count` rows: up if
   * negative.
   */
  #scroll(top: number, count: number): boolean {
    scrollCells(this.#handler, top, this, count);
    return true;
  }
}
