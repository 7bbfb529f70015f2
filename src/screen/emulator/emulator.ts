// The terminal emulator, and the only user of @xterm/headless. The internals that it reads are
// declared in xterm-core.ts.
import type { Terminal } from '@xterm/headless';
import { correctAlignmentPattern } from '../functions/alignment.ts';
import { stackAttributes } from '../functions/attribute-stack.ts';
import { correctColonColours } from '../functions/colon-colour.ts';
import { carryOutControlCodes } from '../functions/control-codes.ts';
import { carryOutDoubleUnderline } from '../functions/double-underline.ts';
import { colourScrolledLines } from '../functions/erase-colour.ts';
import { guard } from './guards.ts';
import { Lacking } from '../modes/lacking.ts';
import { Margins } from '../functions/margins.ts';
import { keepOpenLink } from './open-link.ts';
import { correctOriginMode } from '../functions/origin-mode.ts';
import { drawRectangles } from '../functions/rectangles.ts';
import { keepSavedRows, moveSavedRows } from '../functions/saved-cursor.ts';
import { carryOutSingleShifts } from '../functions/single-shift.ts';
import { correctUnderlineColour } from '../functions/underline-colour.ts';
import { Utf8Repair, withoutC1 } from './utf8-repair.ts';
import { fitWideCharacters } from '../functions/wide-at-end.ts';
import { Unicode } from '../widths/unicode.ts';
import type { Counting } from '../widths/unicode.ts';
import type { Attributes, Core, Line, Link, ScreenBuffer } from './xterm-core.ts';
import { xterm } from './xterm.ts';

/**
 * Words of a cell: content, foreground, background; and those of an unprinted cell, one column
 * wide.
 */
export const CELL_WORDS = 3;
export const EMPTY_CELL = [1 << 22, 0, 0];

/**
 * A cell with unknown contents: its character is none (U+10FFFF), and no program prints
 * it.
 */
const UNKNOWN_CELL = [(1 << 22) | 0x10ffff, 0, 0];

/** The private mode in which pastes are bracketed (xterm's ctlseqs). */
const BRACKETED_PASTE = 2004;

/** The emulator keeps a buffer of four times its largest single write. */
const WRITE_BYTES = 16 * 1024;

/** The words of a line whose cells are all the same. */
const repeated = (cell: readonly number[], words: number): Uint32Array<ArrayBuffer> =>
  new Uint32Array(words).map((_, at) => cell[at % CELL_WORDS] ?? 0);

/** Empties the cells of a line whose content is unknown. */
export function blankUnknown({ _data: data }: Line): void {
  for (let at = 0; at < data.length; at += CELL_WORDS) {
    if (data[at] === UNKNOWN_CELL[0]) data.set(EMPTY_CELL, at);
  }
}

export class Emulator {
  readonly #terminal: Terminal;
  readonly #utf8 = new Utf8Repair();
  readonly #margins: Margins;
  readonly #unicode: Unicode;
  readonly #lacking: Lacking;

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
    correctColonColours(this.#core, () => !this.#lacking.includes('colourSpaces'));
    correctAlignmentPattern(this.#core);
    correctOriginMode(this.#core);
    keepSavedRows(this.#core);
    keepOpenLink(this.#core);
    colourScrolledLines(this.#core);
    carryOutSingleShifts(this.#core);
    fitWideCharacters(this.#core, () => !this.#lacking.includes('wideLeftOut'));
    this.#margins = new Margins(this.#core);
    drawRectangles(this.#core, this.#margins, () => this.#lacking.includes('unmarkedBlanks'));
    this.#unicode = new Unicode(this.#terminal, this.#core);
    stackAttributes(this.#core);
    this.#lacking = new Lacking(this.#terminal.parser, this.#core);
    carryOutControlCodes(this.#core, () => this.#lacking.includes('silentSubstitute'));
    carryOutDoubleUnderline(this.#core, () => this.#lacking.includes('doubleUnderline'));
  }

  /**
   * Calls back when lines of the screen moved or were dropped (RIS), or another screen is shown.
   */
  protected onBufferChange(call: () => void): void {
    this.#terminal.buffer.onBufferChange(call);
  }

  /** ED and DECSED, before they are carried out. */
  protected onErase(call: (what: unknown) => void): void {
    for (const prefix of [{}, { prefix: '?' }]) {
      this.#terminal.parser.registerCsiHandler({ ...prefix, final: 'J' }, ([what]) => {
        call(what);
        return false;
      });
    }
  }

  /** Titles that are set, and bells. */
  onSigns({ title, bell }: { title: (title: string) => void; bell: () => void }): void {
    this.#terminal.onTitleChange(title);
    this.#terminal.onBell(bell);
  }

  /** Bracketed pastes (2004) are asked for, as line editors do at their prompts. */
  onBracketedPaste(call: () => void): void {
    this.#terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, (modes) => {
      if (modes.includes(BRACKETED_PASTE)) call();
      return false;
    });
  }

  get hasBracketedPaste(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  get #core(): Core {
    return (this.#terminal as unknown as { _core: Core })._core;
  }

  /** Sets how columns are counted from here on, unless the program sets mode 2027. */
  count(counting: Counting): void {
    this.#unicode.count(counting);
  }

  /** The terminal is of this kind from here on: see lacking.ts. */
  imitate(kind: string | undefined): void {
    this.#lacking.imitate(kind);
  }

  /** Returns true if clusters are counted unless the program sets mode 2027. */
  get usuallyClusters(): boolean {
    return this.#unicode.counting !== 'points';
  }

  /** Takes output, at once and whole. */
  write(output: Uint8Array): void {
    const valid = this.#utf8.repair(output);
    const bytes = this.#lacking.includes('c1') ? withoutC1(valid) : valid;
    for (let at = 0; at < bytes.length; at += WRITE_BYTES)
      this.#core.writeSync(bytes.subarray(at, at + WRITE_BYTES));
  }

  resize(cols: number, rows: number): void {
    moveSavedRows(this.#core, () => this.#terminal.resize(cols, rows));
    this.#margins.reset();
  }

  /** Calls back when this many of the first lines of the primary screen's history go. */
  onTrim(call: (lines: number) => void): void {
    this.primary.lines.onTrim(call);
  }

  /** Takes away all that stands on the screens and in the history; lines, cursor and modes stay. */
  blank(): void {
    this.#fill(EMPTY_CELL);
  }

  /** Marks the whole screen as unknown. */
  cover(): void {
    this.#fill(UNKNOWN_CELL);
  }

  /**
   * Returns true if all of the screen has been printed or erased since it was covered. Unknown
   * cells elsewhere are blank from then on.
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
    let words = new Uint32Array(0);
    for (const { lines } of [this.#core.buffers.normal, this.#core.buffers.alt]) {
      for (let index = 0; index < lines.length; index++) {
        const line = lines.get(index);
        if (!line) continue;
        if (unknownOnly) blankUnknown(line);
        else {
          line.isWrapped = false;
          if (words.length !== line._data.length) words = repeated(cell, line._data.length);
          line._data.set(words);
        }
      }
    }
  }

  /** Lines above the screen that the buffer of the primary screen has room for. */
  protected set room(lines: number) {
    // Through the public option the cursor and the scroll region would be moved as well.
    this.#core.optionsService.rawOptions.scrollback = lines;
    this.primary.lines.maxLength = this.rows + lines;
  }

  /**
   * The lines above the primary screen, at its width.
   * @param most how many, the last ones
   */
  above(most: number): Line[] {
    const { lines, ybase } = this.primary;
    const rows: Line[] = [];
    for (let index = Math.max(0, ybase - most); index < ybase; index++) {
      const line = lines.get(index);
      if (line) rows.push(line);
    }
    return rows;
  }

  get cols(): number {
    return this.#core.cols;
  }

  get rows(): number {
    return this.#core.rows;
  }

  /** Left and right margins (DECSLRM), from the first to the last column if none are set. */
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

  /** Returns true if the last thing that it was given is a character, on the left of the cursor. */
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

  /** True if there are hyperlinks. */
  protected get hasLinks(): boolean {
    return this.#core._oscLinkService._dataByLinkId.size > 0;
  }

  /** The target of a hyperlink (OSC 8), by the id that cells have. */
  link(id: number): Link | undefined {
    return this.#core._oscLinkService.getLinkData(id);
  }
}
