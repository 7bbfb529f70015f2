// A screen with its history, and how far it has been looked at for a text.
import { LOOK_BACK_CHARACTERS } from '../../base/limits/limits.ts';
import { Echo } from './echo.ts';
import type { EchoPart } from './echo.ts';
import { CELL_WORDS } from '../emulator/emulator.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { drawnColumns } from '../emulator/cells.ts';
import { textOf } from './line-text.ts';
import type { Line, ScreenBuffer } from '../emulator/xterm-core.ts';

/** Text, and the parts of it that are the echo of typed input. */
interface Text {
  readonly text: string;
  /** From and to, in order. */
  readonly echoes: readonly (readonly [number, number])[];
}

/** Joins parts that only blanks are between. */
function joined(text: string, parts: readonly (readonly [number, number])[]): [number, number][] {
  const out: [number, number][] = [];
  for (const [from, to] of [...parts].sort(([a], [b]) => a - b)) {
    const last = out.at(-1);
    if (last && text.slice(last[1], Math.max(last[1], from)).trim() === '') last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/** Returns true if a match is nothing but echo, and blanks around it. */
function isEcho({ index, 0: match }: RegExpExecArray, echoes: Text['echoes']): boolean {
  if (match.trim() === '') return echoes.some(([from, to]) => from <= index && index + match.length <= to);
  const from = index + match.length - match.trimStart().length;
  const to = index + match.trimEnd().length;
  return echoes.some((echo) => echo[0] <= from && to <= echo[1]);
}

/** What is set of the attributes in a row's cells. */
const attributesOf = (line: Line, cols: number): Uint32Array =>
  line._data
    .subarray(0, drawnColumns(line, cols) * CELL_WORDS)
    .filter((word, at) => at % CELL_WORDS > 0 && word > 0);

/** Identifies what a row shows, with colours and attributes. */
const signature = (line: Line, cols: number): string =>
  `${textOf(line, cols).trimEnd()}${attributesOf(line, cols).join()}`;

export class SearchedScreen {
  readonly emulator: Emulator;
  readonly echo: Echo;
  /** The first line of the primary screen and its history that may be new. */
  #from = 0;
  /** Lines that were dropped from the beginning of the history. */
  #gone = 0;
  /**
   * The contents of the screen's rows when all was blanked, by their numbers from the first line
   * ever.
   */
  #before = new Map<number, string>();

  constructor(emulator: Emulator) {
    this.emulator = emulator;
    this.echo = new Echo(emulator);
    emulator.onTrim((lines) => {
      this.#from = Math.max(0, this.#from - lines);
      this.#gone += lines;
    });
  }

  /** All that may be new: the lines since the last look that have scrolled away, and the screen. */
  #text(): Text {
    const { primary, active, rows, cols } = this.emulator;
    const first = Math.min(this.#from, primary.ybase);
    const least = Math.max(0, first - Math.ceil(LOOK_BACK_CHARACTERS / cols));
    let from = first;
    while (from > least && primary.lines.get(from)?.isWrapped) from--;
    const parts = this.echo.parts(active === primary ? from : active.ybase);
    const echoes: [number, number][] = [];
    let text = '';
    let isFirst = true;
    const add = (buffer: ScreenBuffer, begin: number, end: number): void => {
      for (let row = begin; row < end; row++) {
        const line = buffer.lines.get(row);
        if (!line) continue;
        if (!isFirst && !line.isWrapped) text += '\n';
        isFirst = false;
        for (const part of buffer === active ? parts : [])
          if (part.row === row) echoes.push([text.length, text.length + part.end]);
        text += textOf(line, cols);
      }
    };
    add(primary, from, primary.ybase);
    add(active, active.ybase, active.ybase + rows);
    return { text, echoes: joined(text, echoes) };
  }

  /** The first match that is not wholly echo. */
  find(pattern: RegExp): RegExpExecArray | undefined {
    const { text, echoes } = this.#text();
    if (echoes.length === 0) return pattern.exec(text) ?? undefined;
    const all = new RegExp(pattern.source, `${pattern.flags}g`);
    for (let match = all.exec(text); match; match = all.exec(text)) {
      if (!isEcho(match, echoes)) return match;
      all.lastIndex = match.index + 1; // another match may begin within this one
    }
    return undefined;
  }

  /**
   * Returns true if a row shows anything that is not echo and did not stand there before `blank`.
   */
  hasNews(): boolean {
    const { active, rows, cols } = this.emulator;
    const end = active.ybase + rows;
    const echoes = new Map<number, number>(
      this.echo.parts(active.ybase).map(({ row, end }: EchoPart) => [row, end]),
    );
    for (let row = Math.min(this.#from, active.ybase); row < end; row++) {
      const line = active.lines.get(row);
      if (
        !line ||
        textOf(line, cols)
          .slice(echoes.get(row) ?? 0)
          .trim() === ''
      )
        continue;
      if (echoes.has(row) || this.#before.get(this.#gone + row) !== signature(line, cols)) return true;
    }
    return false;
  }

  /**
   * Removes all contents; cursor and modes stay. Echo is removed too, as it does not count anyway:
   * the rest of it may follow, or parts of it may be drawn again.
   */
  blank(): void {
    const { active, rows, cols } = this.emulator;
    for (let row = active.ybase; row < active.ybase + rows; row++) {
      const line = active.lines.get(row);
      if (line) this.#before.set(this.#gone + row, signature(line, cols));
    }
    const echoes = this.echo.parts(active.ybase).flatMap(({ row, end }) => {
      const line = active.lines.get(row);
      const words = CELL_WORDS * this.echo.columnOf(row, end);
      return line ? [{ line, isWrapped: line.isWrapped, cells: line._data.slice(0, words) }] : [];
    });
    this.emulator.blank();
    for (const { line, isWrapped, cells } of echoes) {
      line._data.set(cells);
      line.isWrapped = isWrapped;
    }
  }

  /** Marks everything as searched. */
  done(): void {
    this.#from = this.emulator.primary.ybase;
  }

  /** Lines are elsewhere: all are looked at again. */
  again(): void {
    this.#from = 0;
  }
}
