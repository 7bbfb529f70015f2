// Finds the echo of typed lines. A terminal in line mode echoes a line at the cursor as it is
// typed; a line editor (readline, ZLE, fish) draws it there, and may redraw it. A line typed while
// the program is busy is echoed at once, and drawn again at the prompt at which the line editor
// reads it. Other text that reads the same is not echo.
import type { TypedLine } from '../../base/text/typed-line.ts';
import { seen } from '../emulator/cells.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { textOf } from './line-text.ts';
import type { Marker, ScreenBuffer } from '../emulator/xterm-core.ts';

/** The ends of prompts of shells and interpreters. */
const PROMPT = /[$#%>❯»λ➜]\s*$/u;

/** The place of a drawn line; the marker follows its row as the screen scrolls. */
interface Place {
  readonly buffer: ScreenBuffer;
  readonly marker: Marker;
  readonly column: number;
}

/** How much of a line is drawn at a place. */
interface Drawn {
  /** The row that it ends on. */
  readonly row: number;
  /** Characters of that row up to its end. */
  readonly end: number;
  readonly isAny: boolean;
  readonly isWhole: boolean;
}

interface Line extends TypedLine {
  /** The cursor's place when it was typed. */
  echo: Place | undefined;
  /** The place where a line editor has drawn it at a later prompt. */
  redrawn: Place | undefined;
  /** True if it was typed before there was a prompt. */
  readonly isAhead: boolean;
}

/** A part of a row that is echo: from its beginning, with the prompt, up to a character. */
export interface EchoPart {
  readonly row: number;
  readonly end: number;
}

/**
 * Characters of a row before a column, counting a blank for each cell that nothing was printed in.
 */
function charactersBefore(buffer: ScreenBuffer, row: number, column: number): number {
  const line = buffer.lines.get(row);
  let count = 0;
  for (let at = 0; line && at < Math.min(column, line.length); at++) {
    const { text, width } = seen(line, at);
    if (width > 0) count += text.length || 1;
  }
  return count;
}

export class Echo {
  readonly #emulator: Emulator;
  readonly #lines: Line[] = [];
  /**
   * True if a line editor has asked for bracketed pastes since the last line was typed, or before.
   */
  #hasEditor = false;
  /** Texts of rows, valid during one call of `parts`. */
  readonly #texts = new Map<number, string>();

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    emulator.onBracketedPaste(() => (this.#hasEditor = true));
  }

  /** Returns true if any line was typed. */
  get isExpected(): boolean {
    return this.#lines.length > 0;
  }

  #text(row: number): string {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const line = this.#emulator.active.lines.get(row);
    const text = line ? textOf(line, this.#emulator.cols) : '';
    this.#texts.set(row, text);
    return text;
  }

  #place(row: number, column: number): Place {
    const { active } = this.#emulator;
    return { buffer: active, marker: active.addMarker(row), column };
  }

  /** A line is typed at this moment. */
  begin(typed: TypedLine): void {
    this.#texts.clear();
    const { active, hasBracketedPaste } = this.#emulator;
    const row = active.ybase + active.y;
    const before = this.#text(row).slice(0, charactersBefore(active, row, active.x));
    const isAtPrompt = PROMPT.test(before) || (hasBracketedPaste && before.trim() !== '');
    const last = this.#lines.at(-1);
    const isTypedWithLast = last?.from === typed.from;
    if (!isTypedWithLast) this.#hasEditor = hasBracketedPaste;
    this.#lines.push({
      ...typed,
      echo: isTypedWithLast ? undefined : this.#place(row, active.x),
      redrawn: undefined,
      isAhead: !isAtPrompt || isTypedWithLast,
    });
  }

  /**
   * Returns true if a row has room left of the margin: one column may be too narrow for a wide
   * character.
   */
  #isFilled(row: number): boolean {
    const { active, cols } = this.#emulator;
    return this.#text(row).length >= charactersBefore(active, row, cols) - 1;
  }

  /**
   * Follows a text from a place on, over the rows that it fills. Blanks are passed over: echoes
   * differ in them.
   */
  #follow(text: string, firstRow: number, first: number): Drawn {
    const wanted = text.replace(/\s/g, '');
    let [row, at, count] = [firstRow, first, 0];
    let end = { row, end: at };
    while (count < wanted.length) {
      const shown = this.#text(row);
      const character = shown[at];
      if (character === undefined) {
        if (shown === '' || !this.#isFilled(row)) break;
        row++;
        at = 0;
        continue;
      }
      at++;
      if (character === wanted[count]) {
        count++;
        end = { row, end: at };
      } else if (character.trim() !== '' && !(character === '\\' && at === shown.length)) {
        break; // Python's own line editor has a backslash at the margin
      }
    }
    return { ...end, isAny: count > 0, isWhole: count === wanted.length };
  }

  /** The drawn part of a line at one of its places; undefined if nothing is drawn there. */
  #drawnAt({ text }: Line, place: Place | undefined): Drawn | undefined {
    if (!place || place.marker.isDisposed || place.buffer !== this.#emulator.active) return undefined;
    const row = place.marker.line;
    const drawn = this.#follow(text, row, charactersBefore(place.buffer, row, place.column));
    return drawn.isAny ? drawn : undefined;
  }

  /**
   * Returns true if another line has that row already: two that read the same are drawn at two
   * prompts.
   */
  #isTaken(row: number): boolean {
    return this.#lines.some(({ redrawn }) => redrawn?.marker.line === row);
  }

  /**
   * Looks for the prompt at which a line editor has drawn a line: one that was typed ahead, or has
   * moved.
   */
  #findRedrawn(line: Line, echo: Drawn | undefined, first: number, end: number): Place | undefined {
    if (!line.isAhead && echo) return undefined;
    const initial = line.text.trim()[0] ?? '';
    let begun: Place | undefined;
    for (let row = echo ? echo.row + 1 : first; row < end; row++) {
      const shown = this.#text(row);
      for (let at = shown.indexOf(initial); at > 0; at = shown.indexOf(initial, at + 1)) {
        const before = shown.slice(0, at);
        if (before.trim() === '' || !(PROMPT.test(before) || this.#hasEditor) || this.#isTaken(row)) continue;
        const drawn = this.#follow(line.text, row, at);
        const rest = this.#text(drawn.row).slice(drawn.end);
        if (rest.trim() !== '' && !(drawn.isWhole && rest.startsWith('  '))) continue;
        begun?.marker.dispose();
        begun = this.#place(row, this.columnOf(row, at));
        if (drawn.isWhole) return begun;
      }
    }
    return begun;
  }

  /** The column after this many characters of a row of the active screen. */
  columnOf(row: number, characters: number): number {
    const { active, cols } = this.#emulator;
    let column = 0;
    while (column < cols && charactersBefore(active, row, column) < characters) column++;
    return column;
  }

  /**
   * The echo on the active screen and the lines above it.
   * @param first rows before this one are skipped
   */
  parts(first: number): EchoPart[] {
    if (!this.isExpected) return [];
    this.#texts.clear();
    const { active, rows } = this.#emulator;
    const end = active.ybase + rows;
    const parts: EchoPart[] = [];
    let above: Drawn | undefined;
    for (const line of this.#lines) {
      // If several lines are typed at once, each is echoed below the one before.
      if (!line.echo && above?.isWhole && above.row + 1 < end) line.echo = this.#place(above.row + 1, 0);
      const echo = this.#drawnAt(line, line.echo);
      const place = line.redrawn ?? this.#findRedrawn(line, echo, first, end);
      const redrawn = this.#drawnAt(line, place);
      // A drawn line may turn out to be another one.
      if (redrawn?.isWhole) line.redrawn = place;
      this.#add(parts, line.echo, echo);
      this.#add(parts, place, redrawn);
      if (!line.redrawn) place?.marker.dispose();
      above = echo;
    }
    return parts;
  }

  #add(parts: EchoPart[], place: Place | undefined, drawn: Drawn | undefined): void {
    if (!place || !drawn) return;
    for (let row = place.marker.line; row < drawn.row; row++)
      parts.push({ row, end: this.#text(row).length });
    parts.push({ row: drawn.row, end: drawn.end });
  }
}
