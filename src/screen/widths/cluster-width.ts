// Columns of text, code point by code point as wcwidth terminals count them, or by grapheme cluster
// (UAX 29) as terminals do with mode 2027 set. States are xterm.js's character properties: kind <<
// 3 | width << 1 | joins the cell before.
import * as table from './width-table.ts';

/** Class of the last code point, in the lower bits of a kind. */
const CLASS = 15;
/** An emoji with nothing but marks and skin tones after it: ZWJ joins the next one to it. */
const AFTER_EMOJI = 16;
/**
 * The first code point of the cluster takes two columns if U+FE0F follows, and one if U+FE0E
 * follows (emoji presentation).
 */
const PRESENTABLE = 32;

const EMOJI_PRESENTATION = 0xfe0f;
export const TEXT_PRESENTATION = 0xfe0e;

export const widthOfState = (state: number): number => (state >> 1) & 3;
const make = (kind: number, width: number, joins: boolean): number =>
  (kind << 3) | (width << 1) | (joins ? 1 : 0);

export const withWidth = (state: number, width: number): number => (state & ~6) | (width << 1);
/** Returns true if U+FE0F and U+FE0E change how wide the cluster is. */
export const isPresentable = (state: number): boolean => ((state >> 3) & PRESENTABLE) !== 0;

/** ASCII does not differ in width; digits, # and * may become keycaps. */
const ASCII_END = 0x80;
/** Letters and signs up to here never join the character on their left, as in terminals. */
const LATIN_END = 0x100;
const NARROW = make(0, 1, false);
const WIDE = make(0, 2, false);
const KEYCAP = make(PRESENTABLE, 1, false);
const isKeycap = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x23 || code === 0x2a;

/** The state after a code point, by code points. */
export function stateByPoint(code: number, before: number): number {
  if (code < ASCII_END) return NARROW;
  const width = table.widthOf(code);
  if (width === 1) return NARROW;
  if (width === 2) return WIDE;
  return before === 0 ? 0 : make(0, widthOfState(before), true);
}

/** The state after a code point, by clusters. */
export function stateByCluster(code: number, before: number): number {
  if (code < ASCII_END) return isKeycap(code) ? KEYCAP : NARROW;
  const entry = table.entryOf(code);
  const width = table.widthOf(code);
  const next = table.classOf(entry);
  if (before === 0) return make(opening(next), width, false);
  const kind = before >> 3;
  if (code < LATIN_END || !joins(kind, next)) {
    // Text without columns has no cell of its own either.
    return width === 0 ? make(next, widthOfState(before), true) : make(opening(next), width, false);
  }
  const wide = code === EMOJI_PRESENTATION && (kind & PRESENTABLE) !== 0;
  return make(following(kind, next), wide ? 2 : widthOfState(before), true);
}

const isEmoji = (next: number): boolean => next === table.EMOJI || next === table.MODIFIABLE;

/** The kind of a cluster's first code point. */
function opening(next: number): number {
  const emoji = isEmoji(next) ? AFTER_EMOJI | PRESENTABLE : next === table.PICTOGRAPHIC ? AFTER_EMOJI : 0;
  return next | emoji;
}

/** The kind of a cluster that continues. */
function following(kind: number, next: number): number {
  const kept = kind & PRESENTABLE;
  if (next === table.REGIONAL) return kept; // a pair: a third letter begins the next flag
  if (isEmoji(next) || next === table.PICTOGRAPHIC) return next | AFTER_EMOJI | kept;
  const marks = next === table.EXTEND || next === table.ZWJ || next === table.MODIFIER;
  return next | kept | (marks ? kind & AFTER_EMOJI : 0);
}

/**
 * Returns true if this class joins the cluster before it (UAX 29, GB3 to GB13, without
 * GB9c).
 */
function joins(kind: number, next: number): boolean {
  const last = kind & CLASS;
  switch (next) {
    case table.CONTROL:
      return false;
    case table.EXTEND:
    case table.ZWJ:
    case table.SPACING_MARK:
      return last !== table.CONTROL;
    case table.MODIFIER: // after anything else it is an emoji of its own, as terminals have it
      return last === table.MODIFIABLE || last === table.PREPEND;
    case table.PICTOGRAPHIC:
    case table.EMOJI:
    case table.MODIFIABLE:
      return (last === table.ZWJ && (kind & AFTER_EMOJI) !== 0) || last === table.PREPEND;
    case table.REGIONAL:
      return last === table.REGIONAL || last === table.PREPEND;
    case table.HANGUL_L:
    case table.HANGUL_LV:
    case table.HANGUL_LVT:
      return last === table.HANGUL_L || last === table.PREPEND;
    case table.HANGUL_V:
      return [table.HANGUL_L, table.HANGUL_LV, table.HANGUL_V, table.PREPEND].includes(last);
    case table.HANGUL_T:
      return last >= table.HANGUL_V || last === table.PREPEND;
    default:
      return last === table.PREPEND;
  }
}

type State = (code: number, before: number) => number;

/** The state after a whole text. */
export function stateAfter(text: string, state: State): number {
  let before = 0;
  for (const character of text) before = state(character.codePointAt(0) ?? 0, before);
  return before;
}
