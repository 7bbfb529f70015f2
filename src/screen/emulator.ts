// The terminal emulator, and the only user of @xterm/headless. Its public interface shows neither underline
// styles and colours nor saved cursors, tab stops and scroll regions: what is read of its inside is declared
// here, for the version that package.json pins.
import type { Terminal } from '@xterm/headless';
import { colourScrolledLines } from './erase-colour.ts';
import { guard } from './guards.ts';
import { Margins } from './margins.ts';
import { correctOriginMode } from './origin-mode.ts';
import { drawRectangles } from './rectangles.ts';
import { keepSavedRows, moveSavedRows } from './saved-cursor.ts';
import { correctUnderlineColour } from './underline-colour.ts';
import { Utf8Repair } from './utf8-repair.ts';
import { xterm } from './xterm.ts';

/** Words of a cell: content, foreground, background; and those of one that nothing was printed in, one column wide. */
const CELL_WORDS = 3;
const EMPTY_CELL = [1 << 22, 0, 0];

/** A cell of which nobody knows what it shows: its character is none (U+10FFFF), and nobody prints it. */
const UNKNOWN_CELL = [(1 << 22) | 0x10ffff, 0, 0];

/** The emulator keeps a buffer of four times what it was ever given at once. */
const WRITE_BYTES = 16 * 1024;

/** Colours and attributes of a cell, in xterm.js's bits. */
export interface Attributes {
  readonly fg: number;
  readonly bg: number;
  /** `ext` says a dashed underline for every hyperlink; `_ext` is what the program has set. */
  readonly extended: { readonly ext: number; readonly urlId: number; readonly _ext?: number };
}

export interface Line {
  readonly length: number;
  isWrapped: boolean;
  /** Three words a cell: content, foreground, background. */
  readonly _data: Uint32Array;
  readonly _combined: Readonly<Record<number, string>>;
  readonly _extendedAttrs: Readonly<Record<number, Attributes['extended'] | undefined>>;
}

export interface ScreenBuffer {
  readonly lines: {
    readonly length: number;
    get(index: number): Line | undefined;
    /** Lines go from the front, as the history is full. */
    onTrim(call: (lines: number) => void): unknown;
  };
  /** Lines above the screen. */
  readonly ybase: number;
  readonly x: number;
  readonly y: number;
  readonly savedX: number;
  /** Counted from the first line of the history; see saved-cursor.ts. */
  savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean>>;
}

interface Link {
  readonly id?: string;
  readonly uri: string;
}

/** Gathers control strings: begun by start (OSC) or hook (DCS). */
export interface StringParser {
  start?: (...about: never[]) => void;
  hook?: (...about: never[]) => void;
  put: (data: Uint32Array, from: number, to: number) => void;
}

export interface Core {
  readonly cols: number;
  readonly rows: number;
  readonly buffers: {
    readonly normal: ScreenBuffer;
    readonly alt: ScreenBuffer;
    readonly active: ScreenBuffer;
  };
  readonly _inputHandler: {
    readonly _curAttrData: Attributes;
    readonly _windowTitle: string;
    readonly _parser: {
      /** Of the character that the next one may join; 0 after a control function. */
      readonly precedingJoinState: number;
      readonly _oscParser: StringParser;
      readonly _dcsParser: StringParser;
      /** The callback is asked first, and may change the parameters that the next handler gets. */
      registerCsiHandler(
        id: { readonly intermediates?: string; readonly final: string },
        callback: (about: { readonly length: number; readonly params: Int32Array }) => boolean,
      ): unknown;
      registerEscHandler(id: { readonly final: string }, callback: () => boolean): unknown;
    };
    eraseInDisplay(params: { readonly params: readonly number[] }, unprotected: boolean): boolean;
    setHyperlink(text: string): boolean;
  };
  readonly _oscLinkService: {
    /** By id: a link is gone when all the lines that it was opened on are. */
    readonly _dataByLinkId: ReadonlyMap<number, { readonly lines: readonly { dispose(): void }[] }>;
    getLinkData(id: number): Link | undefined;
  };
  writeSync(bytes: Uint8Array): void;
}

export class Emulator {
  readonly #terminal: Terminal;
  readonly #utf8 = new Utf8Repair();
  readonly #margins: Margins;

  /** @param history lines above the screen that are kept */
  constructor(cols: number, rows: number, history: number) {
    this.#terminal = new (xterm().Terminal)({
      cols,
      rows,
      scrollback: history,
      allowProposedApi: true,
      logLevel: 'off',
    });
    guard(this.#terminal.parser, this.#core);
    correctUnderlineColour(this.#core);
    correctOriginMode(this.#core);
    keepSavedRows(this.#core);
    colourScrolledLines(this.#core);
    this.#margins = new Margins(this.#core);
    drawRectangles(this.#core, this.#margins);
  }

  get #core(): Core {
    return (this.#terminal as unknown as { _core: Core })._core;
  }

  /** Takes output, at once and whole. */
  write(output: Uint8Array): void {
    const bytes = this.#utf8.repair(output);
    for (let at = 0; at < bytes.length; at += WRITE_BYTES)
      this.#core.writeSync(bytes.subarray(at, at + WRITE_BYTES));
  }

  resize(cols: number, rows: number): void {
    moveSavedRows(this.#core, () => this.#terminal.resize(cols, rows));
    this.#margins.reset();
  }

  /** Calls back when so many of the first lines of the primary screen's history go. */
  onTrim(call: (lines: number) => void): void {
    this.primary.lines.onTrim(call);
  }

  /** Takes away all that stands on the screens and in the history; lines, cursor and modes stay. */
  blank(): void {
    this.#fill(EMPTY_CELL);
  }

  /** Says of all that stands there that nobody knows what it is. */
  cover(): void {
    this.#fill(UNKNOWN_CELL);
  }

  /**
   * Whether all of the screen has been printed or erased since it was covered. What is elsewhere and has not been is
   * blank from then on.
   */
  uncover(): boolean {
    const { lines, ybase } = this.active;
    for (let row = 0; row < this.rows; row++) {
      if (lines.get(ybase + row)?._data.includes(UNKNOWN_CELL[0] ?? 0)) return false;
    }
    this.#fill(EMPTY_CELL, true);
    return true;
  }

  #fill(cell: readonly number[], unknownOnly = false): void {
    for (const { lines } of [this.#core.buffers.normal, this.#core.buffers.alt]) {
      for (let index = 0; index < lines.length; index++) {
        const line = lines.get(index);
        if (!line) continue;
        if (!unknownOnly) line.isWrapped = false;
        for (let at = 0; at < line._data.length; at += CELL_WORDS) {
          if (!unknownOnly || line._data[at] === UNKNOWN_CELL[0]) line._data.set(cell, at);
        }
      }
    }
  }

  /** Lines above the screen that are kept. */
  set history(lines: number) {
    if (this.#terminal.options.scrollback !== lines) this.#terminal.options.scrollback = lines;
  }

  get cols(): number {
    return this.#core.cols;
  }

  get rows(): number {
    return this.#core.rows;
  }

  /** Left and right margins (DECSLRM), from the first to the last column where none are set. */
  get margins(): Pick<Margins, 'left' | 'right' | 'wrapIsPending'> {
    return this.#margins;
  }

  get primary(): ScreenBuffer {
    return this.#core.buffers.normal;
  }

  get active(): ScreenBuffer {
    return this.#core.buffers.active;
  }

  get alternateIsActive(): boolean {
    return this.#core.buffers.active === this.#core.buffers.alt;
  }

  /** Whether the last thing that it was given is a character, on the left of the cursor. */
  get printedLast(): boolean {
    return this.#core._inputHandler._parser.precedingJoinState !== 0;
  }

  /** The attributes that the next character gets. */
  get attributes(): Attributes {
    return this.#core._inputHandler._curAttrData;
  }

  get title(): string {
    return this.#core._inputHandler._windowTitle;
  }

  /** The target of a hyperlink (OSC 8), by the id that cells have. */
  link(id: number): Link | undefined {
    return this.#core._oscLinkService.getLinkData(id);
  }
}
