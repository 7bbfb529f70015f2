// Keeps input from breaking xterm.js, filling its memory, or keeping it busy for hours. A
// terminal's screen is bounded, but xterm.js does not bound a cell's combining characters, titles,
// hyperlinks, or how often it repeats a function. Invariant: input that the guards let pass has the
// effect that it has without them.
import type { Attributes, Core, Line, ScreenBuffer, StringParser } from './xterm-core.ts';
import { HAS_EXTENDED } from '../snapshot/pen.ts';

/** UTF-16 units of a cell: letters of any script, and emoji, need fewer than 20. */
const MAX_CELL_UNITS = 32;

/** Longer titles are not kept: no terminal shows a tenth of that. */
const MAX_TITLE_UNITS = 4096;

/** VTE's limits for a hyperlink's target (2083) and for its id. */
const MAX_LINK_UNITS = 2083 + 256;

/**
 * The most that is kept of a control string (OSC, DCS); xterm.js takes 10 million, at 60 bytes for
 * each while it gathers them. It exceeds the limits above, so that a cut string is seen to be too
 * long.
 */
const MAX_STRING_UNITS = 8192;

/**
 * Most hyperlinks at a time; xterm.js examines all of them for each line that scrolls out of the
 * history.
 */
export const MAX_LINKS = 4096;

/** New links between two checks of which links are in use, while there are MAX_LINKS. */
const LINKS_BETWEEN_SWEEPS = 256;

const COMBINED = 0x200000;

/**
 * Control functions that xterm.js carries out one by one, by their final. More of them than there
 * are lines, or columns, have no further effect.
 */
const REPEATED_BY_LINE = ['L', 'M', 'S', 'T']; // IL, DL, SU, SD
const REPEATED_BY_COLUMN = ['I', 'Z']; // CHT, CBT

/** The parser's interface, as far as it is used here (xterm.js's IParser). */
interface Parser {
  registerCsiHandler(
    id: { readonly prefix?: string; readonly final: string },
    callback: (params: readonly (number | number[])[]) => boolean,
  ): unknown;
  registerOscHandler(number: number, callback: (text: string) => boolean): unknown;
}

export function guard(parser: Parser, core: Core): void {
  guardErase(parser, core);
  guardRepeats(core);
  const { _oscParser, _dcsParser } = core._inputHandler._parser;
  guardString(_oscParser);
  guardString(_dcsParser);
  for (const number of [0, 1, 2]) {
    parser.registerOscHandler(number, (text) => text.length > MAX_TITLE_UNITS);
  }
  guardLinks(parser, core);
  guardCombining(core);
}

/** ED 1 and DECSED 1: xterm.js throws in the last column of the last line. */
function guardErase(parser: Parser, core: Core): void {
  const erase = (params: readonly (number | number[])[], unprotected: boolean): boolean => {
    const { active } = core.buffers;
    if (params[0] !== 1 || active.x < core.cols - 1 || active.y + 1 < active.lines.length) return false;
    return core._inputHandler.eraseInDisplay({ params: [2] }, unprotected); // which is the same there
  };
  parser.registerCsiHandler({ final: 'J' }, (params) => erase(params, false));
  parser.registerCsiHandler({ prefix: '?', final: 'J' }, (params) => erase(params, true));
}

/** Counts of up to 2^31 - 1, for which xterm.js would work for hours. */
function guardRepeats(core: Core): void {
  const limit = (final: string, most: (count: number) => number): void => {
    core._inputHandler._parser.registerCsiHandler({ final }, ({ params }) => {
      params[0] = Math.min(params[0] ?? 0, most(params[0] ?? 0));
      return false; // xterm.js continues with the rest of it
    });
  };
  for (const final of REPEATED_BY_LINE) limit(final, () => core.rows);
  for (const final of REPEATED_BY_COLUMN) limit(final, () => core.cols);
  // REP: a screenful of a character, and the cursor in its column. Programs repeat it within a
  // line.
  limit('b', (count) => core.rows * core.cols + (count % core.cols));
}

function guardString(strings: StringParser): void {
  let left = 0;
  const start = strings.hook ?? strings.start;
  const begin = function (this: StringParser, ...about: never[]): void {
    left = MAX_STRING_UNITS;
    start?.apply(this, about);
  };
  if (strings.hook) strings.hook = begin;
  else strings.start = begin;
  const put = strings.put;
  strings.put = function (data, from, to): void {
    const taken = Math.min(to - from, left);
    left -= taken;
    if (taken > 0) put.call(this, data, from, from + taken);
  };
}

function guardLinks(parser: Parser, core: Core): void {
  let untilSweep = 0;
  parser.registerOscHandler(8, (text) => {
    const opens = text.indexOf(';') !== text.length - 1;
    const links = core._oscLinkService._dataByLinkId;
    if (opens && links.size >= MAX_LINKS && --untilSweep < 0) {
      sweepLinks(core);
      untilSweep = LINKS_BETWEEN_SWEEPS;
    }
    if (text.length <= MAX_LINK_UNITS && (!opens || links.size < MAX_LINKS)) return false;
    return core._inputHandler.setHyperlink(';'); // as if closed: text does not join the link
  });
}

/**
 * Forgets hyperlinks that no cell has any longer: xterm.js keeps them until their line scrolls
 * away.
 */
function sweepLinks(core: Core): void {
  const used = new Set<number>();
  const add = ({ bg, extended }: Attributes): unknown => bg & HAS_EXTENDED && used.add(extended.urlId);
  for (const buffer of [core.buffers.normal, core.buffers.alt]) {
    add(buffer.savedCurAttrData);
    addLinks(buffer, used);
  }
  add(core._inputHandler._curAttrData);
  for (const [id, { lines }] of [...core._oscLinkService._dataByLinkId]) {
    if (!used.has(id)) for (const marker of [...lines]) marker.dispose();
  }
}

function addLinks({ lines }: ScreenBuffer, used: Set<number>): void {
  for (let row = 0; row < lines.length; row++) {
    for (const attributes of Object.values(lines.get(row)?._extendedAttrs ?? {})) {
      if (attributes) used.add(attributes.urlId);
    }
  }
}

type AddCodePoint = (this: Line, column: number, code: number, width: number) => void;

const guarded = new WeakSet();

/** All lines share the method that joins a character to a cell's: it is wrapped once. */
function guardCombining(core: Core): void {
  const line = core.buffers.normal.lines.get(0);
  const shared = Object.getPrototypeOf(line) as { addCodepointToCell: AddCodePoint };
  if (guarded.has(shared)) return;
  guarded.add(shared);
  const join = shared.addCodepointToCell;
  shared.addCodepointToCell = function (column, code, width): void {
    const combined = (this._data[column * 3] ?? 0) & COMBINED ? this._combined[column] : undefined;
    if ((combined?.length ?? 0) < MAX_CELL_UNITS) join.call(this, column, code, width);
  };
}
