// Cuts a text into the cells that it takes up on a screen, as the emulator does it (Unicode 6: emoji are one cell wide).

/** East Asian Wide and Fullwidth of Unicode 6; without emoji. */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}]/u;

/** A character with the marks that stand in its cell: combining ones, joiners, vowels and finals of Hangul. */
const CELL = /[^][\p{Mn}\p{Me}\u1160-\u11ff\u200b-\u200f\u2060-\u2064\ufeff]*/gu;

export interface CellText {
  readonly text: string;
  readonly width: 1 | 2;
}

export function* cellsOf(text: string): Generator<CellText> {
  for (const [cell] of text.matchAll(CELL)) yield { text: cell, width: WIDE.test(cell) ? 2 : 1 };
}
