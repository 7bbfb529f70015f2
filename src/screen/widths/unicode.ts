// Has xterm.js count columns as terminals of today do: by code point, and by grapheme cluster from
// the place of the output on where mode 2027 is set. What stands in no cell of its own joins the
// cell on the left of the cursor, also where a control function stands between the two, which
// xterm.js forgets it over.
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
/** Of a cell's first word all but its width. */
const CONTENT = 0x3fffff;

/** By code point or by grapheme cluster: `always-clusters` where mode 2027 cannot be reset. */
export type Counting = 'points' | 'clusters' | 'always-clusters';

export class Unicode {
  readonly version = UNICODE_VERSION;
  readonly #core: Core;
  #counting: Counting = 'points';
  /** What the program has set and saved of mode 2027. */
  #set: boolean | undefined;
  #saved: boolean | undefined;
  /** What follows from these. */
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

  /** How columns are counted where the program has not set mode 2027, from here on. */
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
   * Joins the first code points of a text that is printed to the cell on its left.
   * @returns where the rest begins, which xterm.js prints; it does that joining itself, too, once
   *   it knows the state
   */
  #join(data: Uint32Array, start: number, end: number): number {
    const left = this.#left();
    // Where the cursor stands on a wide character's second half xterm.js is about to blank the
    // first.
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

  /** The cell on the left of the cursor, where something is printed in it. */
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
   * The emoji on the left is shown as text (U+FE0E): it has one column, and the cursor goes back by
   * one.
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

/** A cell, and whether the cursor stands within it. */
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
