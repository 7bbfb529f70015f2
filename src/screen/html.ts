// A screen as a picture: a page of HTML that stands alone, made of text with SGR and OSC 8. Invariant: whatever the text,
// the title and the links hold, the page has no markup but what stands here, runs no script and loads nothing.
import { cellsOf } from './cell-width.ts';
import { NO_STYLE, StyledText } from './styled-text.ts';
import type { Colour, Style } from './styled-text.ts';

export interface Picture {
  readonly title: string;
  readonly cols: number;
  /** Lines with SGR and OSC 8. */
  readonly lines: readonly string[];
  /** Line and column of the cursor, from 0; undefined for none. */
  readonly cursor: { readonly line: number; readonly column: number } | undefined;
}

type Rgb = readonly [number, number, number];

const FOREGROUND: Rgb = [0xd4, 0xd4, 0xd4];
const BACKGROUND: Rgb = [0x1e, 0x1e, 0x1e];

/** The 16 colours that a theme chooses; these are the Tango palette's, which many terminals use. */
const SIXTEEN =
  '2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec'
    .split(' ')
    .map((hex) => parseInt(hex, 16))
    .map((rgb): Rgb => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]);

/** xterm's palette of 256: 16 of the theme, a cube of six steps a colour, 24 greys. */
function palette(index: number): Rgb {
  if (index < 16) return SIXTEEN[index] ?? FOREGROUND;
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return [grey, grey, grey];
  }
  const step = (digit: number): number => (digit === 0 ? 0 : 55 + 40 * digit);
  const cube = index - 16;
  return [step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)];
}

const rgbOf = (colour: Colour, otherwise: Rgb): Rgb =>
  colour === undefined ? otherwise : typeof colour === 'number' ? palette(colour) : colour;

const hex = (rgb: Rgb): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** Dim text has half of its contrast. */
const mixed = (one: Rgb, other: Rgb): Rgb => [
  (one[0] + other[0]) >> 1,
  (one[1] + other[1]) >> 1,
  (one[2] + other[2]) >> 1,
];

function colours(style: Style): { text: Rgb; ground: Rgb } {
  const { bold, foreground } = style;
  // As xterm does it: bold black is a grey that can be read.
  const bright = bold && typeof foreground === 'number' && foreground < 8 ? foreground + 8 : foreground;
  const text = rgbOf(bright, FOREGROUND);
  const ground = rgbOf(style.background, BACKGROUND);
  const seen = style.inverse ? { text: ground, ground: text } : { text, ground };
  return style.dim ? { ...seen, text: mixed(seen.text, seen.ground) } : seen;
}

/** Underlines with their style and colour, then overlines and strikes: CSS has one style for all lines of an element. */
function decoration({ underline, line, overline, strike }: Style): string {
  const lines = [
    ...(underline === 'none' ? [] : ['underline']),
    ...(overline ? ['overline'] : []),
    ...(strike ? ['line-through'] : []),
  ];
  if (lines.length === 0) return '';
  const look = underline === 'none' || underline === 'solid' ? '' : ` ${underline}`;
  const colour = line === undefined ? '' : ` ${hex(rgbOf(line, FOREGROUND))}`;
  return `text-decoration:${lines.join(' ')}${look}${colour}`;
}

function css(style: Style): string {
  const { text, ground } = colours(style);
  return [
    ...(hex(text) === hex(FOREGROUND) ? [] : [`color:${hex(text)}`]),
    ...(hex(ground) === hex(BACKGROUND) ? [] : [`background:${hex(ground)}`]),
    ...(style.bold ? ['font-weight:bold'] : []),
    ...(style.italic ? ['font-style:italic'] : []),
    ...(decoration(style) === '' ? [] : [decoration(style)]),
  ].join(';');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Without what HTML does not allow at all (control characters), and with entities. */
const escaped = (text: string): string =>
  text.replace(/\p{Cc}/gu, '').replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');

/** What a reader of the page may be led to; anything else (javascript:, data:) is left out. */
const SCHEMES: readonly string[] = ['http:', 'https:', 'mailto:', 'file:'];

/** The address of a link, '' for one that is none of these. */
function target(link: string): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  return url && SCHEMES.includes(url.protocol) ? url.href : '';
}

interface Cell {
  readonly text: string;
  readonly width: 1 | 2;
  readonly style: Style;
  readonly link: string;
}

function cellsIn(text: string, reader: StyledText): Cell[] {
  const cells: Cell[] = [];
  for (const piece of reader.line(text)) {
    const { style } = piece;
    const link = target(piece.link);
    for (const { text: shown, width } of cellsOf(piece.text, piece.clusters))
      cells.push({ text: style.invisible ? ' '.repeat(width) : shown, width, style, link });
  }
  return cells;
}

/** The cell that the cursor stands on is shown the other way round; behind the text there is one of a space. */
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

/** Characters that every monospaced font has, at one width: Latin, and the lines and blocks of boxes. */
const EVEN = /^[\x20-\u024f\u2500-\u259f]$/;

/** Other characters may come from other fonts: each is held in its cell. */
const held = ({ text, width }: Cell): string =>
  EVEN.test(text) ? escaped(text) : `<i class="w${width}">${escaped(text)}</i>`;

function shown({ style, link }: Cell, text: string): string {
  const look = css(style);
  const styled = look === '' ? text : `<span style="${look}">${text}</span>`;
  return link === '' ? styled : `<a rel="noreferrer noopener" href="${escaped(link)}">${styled}</a>`;
}

function lineOf(cells: readonly Cell[]): string {
  let out = '';
  let run = '';
  cells.forEach((cell, index) => {
    run += held(cell);
    const next = cells[index + 1];
    if (next?.style === cell.style && next.link === cell.link) return;
    out += shown(cell, run);
    run = '';
  });
  return out;
}

/** A line is 1.2 of the font's size high; a span fills it, so that there are no gaps between backgrounds. */
const STYLE = `
body { margin: 0; background: ${hex(BACKGROUND)}; }
pre { margin: 0; padding: 8px; width: COLSch; color: ${hex(FOREGROUND)}; direction: ltr; unicode-bidi: bidi-override;
  font: 14px/1.2 "DejaVu Sans Mono", Menlo, Consolas, monospace; font-variant-ligatures: none; tab-size: 8; }
pre span, pre i { display: inline-block; height: 1.2em; vertical-align: top; }
pre i { font-style: inherit; text-decoration: inherit; overflow: visible; }
pre i.w1 { width: 1ch; } pre i.w2 { width: 2ch; }
pre a { color: inherit; }
`;

/** A whole page in HTML 5, to be written as UTF-8. */
export function htmlOf({ title, cols, lines, cursor }: Picture): string {
  const reader = new StyledText();
  const rows = lines.map((text, index) => {
    const cells = cellsIn(text, reader);
    return lineOf(cursor?.line === index ? withCursor(cells, cursor.column) : cells);
  });
  return [
    '<!DOCTYPE html>',
    '<html>',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE.replace('COLS', String(cols))}</style>`,
    '</head>',
    '<body>',
    // The parser drops one line feed that follows <pre>.
    `<pre>\n${rows.join('\n')}\n</pre>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
