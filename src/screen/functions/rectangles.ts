// Functions on rectangles of the screen: DECFRA, DECERA, DECSERA, DECCRA, DECCARA and DECRARA,
// which xterm.js ignores. Reference: xterm 410, screen.c; DEC STD 070, 5-163 to 5-177.
import type { Core } from '../emulator/xterm-core.ts';
import { inputHandlerOf, lineAt, newCell } from '../emulator/input-handler.ts';
import type { CellData, InputHandler, Params, WritableLine } from '../emulator/input-handler.ts';
import type { Margins } from './margins.ts';

/** Bits of a cell's words (xterm.js's buffer/Constants). */
const ONE_COLUMN = 1 << 22;
const CONTENT = 0x3fffff;
const COLOUR = 0x3ffffff;
const COLOUR_MODE = 0x3000000;
const PROTECTED = 0x20000000;
const HAS_EXTENDED = 0x10000000;
const BOLD = 0x8000000;
const UNDERLINE = 0x10000000;
const BLINK = 0x20000000;
const INVERSE = 0x4000000;
const INVISIBLE = 0x40000000;
const VISUAL = BOLD | UNDERLINE | BLINK | INVERSE;

const SPACE = 0x20;

/** For DECCARA, by parameter: the bits of the foreground to clear, and the bits to set. */
const CHANGES = new Map<number, readonly [clear: number, set: number]>([
  [0, [VISUAL, 0]],
  [1, [0, BOLD]],
  [4, [0, UNDERLINE]],
  [5, [0, BLINK]],
  [7, [0, INVERSE]],
  [8, [0, INVISIBLE]],
  [22, [BOLD, 0]],
  [24, [UNDERLINE, 0]],
  [25, [BLINK, 0]],
  [27, [INVERSE, 0]],
  [28, [INVISIBLE, 0]],
]);

/** For DECRARA: the bits to reverse. */
const REVERSALS = new Map([
  [0, VISUAL],
  [1, BOLD],
  [4, UNDERLINE],
  [5, BLINK],
  [7, INVERSE],
  [8, INVISIBLE],
]);

/** Rows and columns counted from 0, the last ones included. */
interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

class Rectangles {
  readonly #core: Core;
  readonly #handler: InputHandler;
  readonly #margins: Margins;
  readonly #marksBlanks: () => boolean;

  constructor(core: Core, margins: Margins, marksBlanks: () => boolean) {
    this.#core = core;
    this.#handler = inputHandlerOf(core);
    this.#margins = margins;
    this.#marksBlanks = marksBlanks;
  }

  /**
   * The rectangle that four parameters give; undefined for none. In origin mode it counts from the
   * margins.
   */
  parse(params: readonly number[]): Rectangle | undefined {
    const { cols, rows } = this.#core;
    const { origin } = this.#handler._coreService.decPrivateModes;
    const above = origin ? this.#handler._activeBuffer.scrollTop : 0;
    const before = origin ? this.#margins.left : 0;
    const [top = 0, left = 0, bottom = 0, right = 0] = params;
    const place = (given: number, usual: number, offset: number, most: number): number =>
      Math.min((given || usual) + offset, most) - 1;
    const rectangle = {
      top: place(top, 1, above, rows),
      left: place(left, 1, before, cols),
      bottom: place(bottom, rows, above, rows),
      right: place(right, cols, before, cols),
    };
    const exists = rectangle.top <= rectangle.bottom && rectangle.left <= rectangle.right;
    return exists ? rectangle : undefined;
  }

  /**
   * DECFRA and DECERA: attributes are those in force, and so are colours unless they are the
   * default.
   */
  fill(code: number, rectangle: Rectangle | undefined): void {
    const { fg, bg, extended } = this.#handler._curAttrData;
    const coloured = ((fg | bg) & COLOUR_MODE) !== 0;
    this.#each(rectangle, (cell) => {
      cell.content = ONE_COLUMN | code;
      cell.fg = coloured ? fg : (fg & ~COLOUR) | (cell.fg & COLOUR);
      cell.bg = coloured ? bg : (bg & ~COLOUR) | (cell.bg & COLOUR);
      cell.extended = extended;
    });
  }

  /** DECSERA: attributes and colours stay. */
  wipe(rectangle: Rectangle | undefined): void {
    this.#each(rectangle, (cell) => {
      if (!(cell.bg & PROTECTED)) cell.content = ONE_COLUMN | SPACE;
    });
  }

  /** DECCRA. */
  copy(source: Rectangle | undefined, target: Rectangle | undefined): void {
    if (!source || !target) return;
    const buffer = this.#handler._activeBuffer;
    const high = Math.min(source.bottom - source.top, this.#core.rows - 1 - target.top);
    const wide = Math.min(source.right - source.left, this.#core.cols - 1 - target.left);
    const cells: CellData[] = [];
    for (let row = 0; row <= high; row++) {
      const line = lineAt(buffer, source.top + row);
      for (let column = 0; line && column <= wide; column++)
        cells.push(line.loadCell(source.left + column, newCell()));
    }
    for (let row = 0; row <= high; row++) {
      const line = lineAt(buffer, target.top + row);
      for (let column = 0; line && column <= wide; column++) {
        const cell = cells[row * (wide + 1) + column];
        if (cell) line.setCell(target.left + column, cell);
      }
      if (line) line.isWrapped = false;
    }
  }

  /**
   * DECCARA and DECRARA; without DECSACE from the first place through whole lines to the last one,
   * in cells with text, and in some terminals in all.
   */
  mark(rectangle: Rectangle | undefined, exact: boolean, change: (fg: number) => number): void {
    if (!rectangle) return;
    const { top, bottom } = rectangle;
    for (let row = top; row <= bottom; row++) {
      const left = exact || row === top ? rectangle.left : 0;
      const right = exact || row === bottom ? rectangle.right : this.#core.cols - 1;
      this.#each({ top: row, bottom: row, left, right }, (cell) => {
        const printed = (cell.content & CONTENT) !== 0 || cell.content >>> 22 === 0;
        if (!printed && !exact && !this.#marksBlanks()) return;
        if (!printed) cell.content = ONE_COLUMN | SPACE;
        cell.fg = change(cell.fg);
        if (cell.fg & UNDERLINE || !(cell.bg & HAS_EXTENDED)) return;
        // No style of underlines is left.
        if (cell.extended.urlId === 0) cell.bg &= ~HAS_EXTENDED;
      });
    }
  }

  #each(rectangle: Rectangle | undefined, change: (cell: CellData) => void): void {
    if (!rectangle) return;
    const { top, left, bottom, right } = rectangle;
    const cell = newCell();
    for (let row = top; row <= bottom; row++) {
      const line: WritableLine | undefined = lineAt(this.#handler._activeBuffer, row);
      for (let column = left; line && column <= right; column++) {
        change(line.loadCell(column, cell));
        line.setCell(column, cell);
      }
    }
  }
}

/**
 * Returns true if DECFRA accepts this character: a printed one of Latin-1, or any that has a width.
 */
const isPrintable = (code: number, width: number): boolean =>
  (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || (code > 0xff && width === 1);

/**
 * Carries them out from now on.
 * @param marksBlanks returns true if DECCARA changes cells without text, as in some terminals
 */
export function drawRectangles(core: Core, margins: Margins, marksBlanks: () => boolean): void {
  const rectangles = new Rectangles(core, margins, marksBlanks);
  const handler = inputHandlerOf(core);
  let exact = false;
  const on = (intermediates: string, final: string, call: (params: number[]) => void): void => {
    core._inputHandler._parser.registerCsiHandler({ intermediates, final }, (about: Params) => {
      call([...about.params.subarray(0, about.length)]);
      return true;
    });
  };
  on('$', 'x', ([code = 0, ...place]) => {
    const filled = code || SPACE;
    const width = (handler._unicodeService.charProperties(filled, 0) >> 1) & 3;
    if (isPrintable(filled, width)) rectangles.fill(filled, rectangles.parse(place));
  });
  on('$', 'z', (place) => rectangles.fill(SPACE, rectangles.parse(place)));
  on('$', '{', (place) => rectangles.wipe(rectangles.parse(place)));
  on('$', 'v', (params) => {
    rectangles.copy(rectangles.parse(params.slice(0, 4)), rectangles.parse(params.slice(5, 7)));
  });
  on('*', 'x', ([extent = 0]) => (exact = extent === 2));
  on('$', 'r', (params) => {
    const changes = params.slice(4).map((param) => CHANGES.get(param));
    const change = (fg: number): number =>
      changes.reduce((bits, one) => (one ? (bits & ~one[0]) | one[1] : bits), fg);
    rectangles.mark(rectangles.parse(params.slice(0, 4)), exact, change);
  });
  on('$', 't', (params) => {
    const bits = params.slice(4).map((param) => REVERSALS.get(param) ?? 0);
    rectangles.mark(rectangles.parse(params.slice(0, 4)), exact, (fg) => bits.reduce((a, b) => a ^ b, fg));
  });
}
