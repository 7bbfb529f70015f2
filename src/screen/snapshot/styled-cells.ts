// The cells of lines of styled text, as pictures of a screen and JSON show them.
import { cellsOf } from '../widths/text-columns.ts';
import { NO_STYLE, StyledText } from './styled-text.ts';
import type { Style } from './styled-text.ts';

export interface Picture {
  readonly title: string;
  readonly cols: number;
  /** Lines with SGR and OSC 8. */
  readonly lines: readonly string[];
  /** Line and column of the cursor, from 0; undefined for none. */
  readonly cursor: { readonly line: number; readonly column: number } | undefined;
}

export interface Cell {
  readonly text: string;
  readonly width: 1 | 2;
  readonly style: Style;
  /** The address of a hyperlink, '' for none. */
  readonly link: string;
}

/** The cells of the next line; invisible text is blank. */
export function cellsIn(text: string, reader: StyledText): Cell[] {
  const cells: Cell[] = [];
  for (const piece of reader.line(text)) {
    const { style, link } = piece;
    for (const { text: shown, width } of cellsOf(piece.text, piece.clusters))
      cells.push({ text: style.invisible ? ' '.repeat(width) : shown, width, style, link });
  }
  return cells;
}

/** The cell under the cursor is shown inverted; after the text a space is added for it. */
function withCursor(cells: readonly Cell[], column: number): Cell[] {
  const blank: Cell = { text: ' ', width: 1, style: NO_STYLE, link: '' };
  const out: Cell[] = [];
  let at = 0;
  const put = (cell: Cell): void => {
    const on = column >= at && column < at + cell.width;
    out.push(on ? { ...cell, style: { ...cell.style, inverse: !cell.style.inverse } } : cell);
    at += cell.width;
  };
  cells.forEach(put);
  while (at <= column) put(blank);
  return out;
}

/** The cells of a picture's lines, with its cursor. */
export function cellsByLine({ lines, cursor }: Picture): Cell[][] {
  const reader = new StyledText();
  return lines.map((text, index) => {
    const cells = cellsIn(text, reader);
    return cursor?.line === index ? withCursor(cells, cursor.column) : cells;
  });
}

export interface Run {
  readonly cells: readonly Cell[];
  /** Its first column, from 0, and how many it takes up. */
  readonly column: number;
  readonly width: number;
  readonly style: Style;
  readonly link: string;
}

/** Cells of one style and link that stand side by side. */
export function* runsOf(cells: readonly Cell[]): Generator<Run> {
  let [first, column, width] = [0, 0, 0];
  for (const [index, { style, link, width: columns }] of cells.entries()) {
    width += columns;
    const next = cells[index + 1];
    if (next?.style === style && next.link === link) continue;
    yield { cells: cells.slice(first, index + 1), column, width, style, link };
    [first, column, width] = [index + 1, column + width, 0];
  }
}

/**
 * Characters that every monospaced font has, at one width: Latin, and the lines and blocks of
 * boxes.
 */
export const EVEN = /^[\x20-\u024f\u2500-\u259f]$/;
