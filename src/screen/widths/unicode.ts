// Makes xterm.js count columns as today's terminals do: by code point, or by grapheme cluster from
// the place in the output at which mode 2027 is set. A character without a cell of its own joins
// the cell on the left of the cursor, even if a control function stands between the two, after
// which xterm.js would not join them.
import type { Terminal } from '@xterm/headless';
import {
  TEXT_PRESENTATION,
  isPresentable,
  stateAfter,
  stateByCluster,
  stateByPoint,
  withWidth,
} from './cluster-width.ts';
import type { Core, Line, Print } from '../emulator/xterm-core.ts';
import { UNICODE_VERSION, loadWidths, widthOf } from './width-table.ts';

export const CLUSTERS = 2027;

/** Code points below have a cell of their own, whatever stands before them. */
const FIRST_MARK = 0x300;

const WIDTH_SHIFT = 22;
const CODE_POINT = 0x1fffff;
const COMBINED = 0x200000;
/** The bits of a cell's first word except for its width. */
const CONTENT = 0x3fffff;

/** By code point or by grapheme cluster: `always-clusters` if mode 2027 cannot be reset. */
export type Counting = 'points' | 'clusters' | 'always-clusters';

export class Unicode {
  readonly version = UNICODE_VERSION;
  readonly #core: Core;
  #counting: Counting = 'points';
  /** The program's setting of mode 2027, and its saved setting. */
  #set: boolean | undefined;
  #saved: boolean | undefined;
  /** The result of these settings. */
  #clusters = false;

  constructor(terminal: Terminal, core: Core) {
    loadWidths();
    this.#core = core;
    terminal.unicode.register(this);
    terminal.unicode.activeVersion = this.version;
    this.#followMode(terminal);
    this.#joinLeft();
  }

  wcwidth(code: number): 0 | 1 | 2 {
    return widthOf(code);
  }

  charProperties(code: number, before: number): number {
    return this.#clusters ? stateByCluster(code, before) : stateByPoint(code, before);
  }

  #followMode({ parser }: Terminal): void {
    const on = (final: string, act: () => void): void => {
      parser.registerCsiHandler({ prefix: '?', final }, (params) => {
        if (params.includes(CLUSTERS)) act();
        this.#decide();
        return false;
      });
    };
    on('h', () => (this.#set = true)); // DECSET
    on('l', () => (this.#set = false)); // DECRST
    on('s', () => (this.#saved = this.#set)); // XTSAVE
    on('r', () => (this.#set = this.#saved)); // XTRESTORE
    parser.registerEscHandler({ final: 'c' }, () => {
      this.#set = this.#saved = undefined; // RIS
      this.#decide();
      return false;
    });
  }

  #decide(): void {
    this.#clusters = this.#counting === 'always-clusters' || (this.#set ?? this.#counting === 'clusters');
  }

  get counting(): Counting {
    return this.#counting;
  }

  /** Sets how columns are counted from here on, unless the program sets mode 2027. */
  count(counting: Counting): void {
    this.#counting = counting;
    this.#decide();
  }

  /**
   * Stands between xterm.js's parser and its printing: for most output that is a look at a code
   * point for each run.
   */
  #joinLeft(): void {
    const handler = this.#core._inputHandler;
    const parser = handler._parser;
    const join = (data: Uint32Array, start: number, end: number): void => {
      const from = parser.precedingJoinState === 0 ? this.#join(data, start, end) : start;
      if (from < end) handler.print(data, from, end);
    };
    parser.setPrintHandler((data, start, end) => {
      if (this.#clusters) this.#printClusters(data, start, end, join);
      else if ((data[start] ?? 0) < FIRST_MARK) handler.print(data, start, end);
      else join(data, start, end);
    });
  }

  #printClusters(data: Uint32Array, start: number, end: number, join: Print): void {
    let from = start;
    for (let at = start; at < end; at++) {
      if (data[at] !== TEXT_PRESENTATION) continue;
      join(data, from, at + 1);
      this.#narrow();
      from = at + 1;
    }
    if (from < end) join(data, from, end);
  }

  /**
   * Joins the first code points of a printed text to the cell on its left.
   * @returns where the rest begins, which xterm.js prints; xterm.js also joins by itself once it
   *   knows the state
   */
  #join(data: Uint32Array, start: number, end: number): number {
    const left = this.#left();
    // If the cursor stands on a wide character's second half, xterm.js is about to blank the first.
    if (this.#clusters && left && !left.within) {
      const state = stateAfter(left.text, stateByCluster);
      this.#core._inputHandler._parser.precedingJoinState = withWidth(state, left.width);
      return start;
    }
    let at = start;
    for (let code = data[at] ?? 0; at < end && widthOf(code) === 0; code = data[++at] ?? 0) {
      left?.line.addCodepointToCell(left.column, code, 0);
    }
    return at;
  }

  /** The cell on the left of the cursor, if something is printed in it. */
  #left(): Left | undefined {
    const { active } = this.#core.buffers;
    const line = active.lines.get(active.ybase + active.y);
    if (!line || active.x === 0) return undefined;
    const widthAt = (column: number): number => (line._data[column * 3] ?? 0) >>> WIDTH_SHIFT;
    const last = widthAt(active.x - 1);
    const column = active.x - (last === 0 && active.x > 1 ? 2 : 1);
    const text = textOf(line, column);
    return text === '' ? undefined : { line, column, text, width: widthAt(column), within: last === 2 };
  }

  /**
   * The emoji on the left is shown as text (U+FE0E): it has one column, and the cursor moves back
   * by one.
   */
  #narrow(): void {
    const parser = this.#core._inputHandler._parser;
    const { active } = this.#core.buffers;
    const left = this.#left();
    if (left?.width !== 2 || left.within || !isPresentable(parser.precedingJoinState)) return;
    const { line, column } = left;
    line._data[column * 3] = ((line._data[column * 3] ?? 0) & CONTENT) | (1 << WIDTH_SHIFT);
    line._data[column * 3 + 3] = 1 << WIDTH_SHIFT;
    active.x = column + 1;
    parser.precedingJoinState = withWidth(parser.precedingJoinState, 1);
  }
}

/** A cell; `within` is true if the cursor stands within it. */
interface Left {
  readonly line: Line;
  readonly column: number;
  readonly text: string;
  readonly width: number;
  readonly within: boolean;
}

function textOf(line: Line, column: number): string {
  const content = line._data[column * 3] ?? 0;
  if (content & COMBINED) return line._combined[column] ?? '';
  const code = content & CODE_POINT;
  return code === 0 ? '' : String.fromCodePoint(code);
}
