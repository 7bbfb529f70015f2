// A screen as a picture in SVG, which stands alone: it runs no script and loads nothing.
import { decoration, escaped, target } from './markup.ts';
import { EVEN, cellsByLine, runsOf } from './styled-cells.ts';
import type { Cell, Picture, Run } from './styled-cells.ts';
import { BACKGROUND, FOREGROUND, colours, hex } from './theme.ts';
import type { Style } from './styled-text.ts';

/** Pixels. A column of 14 px DejaVu Sans Mono is 8.43 wide; `textLength` fits other fonts to it. */
const FONT = 14;
const COLUMN = 8.43;
const ROW = 17;
/** From the top of a row to its baseline. */
const BASELINE = 13;
const MARGIN = 8;

const FONTS = "'DejaVu Sans Mono', Menlo, Consolas, monospace";

const px = (value: number): string => String(Math.round(value * 100) / 100);

function attributes(style: Style): string {
  const fill = hex(colours(style).text);
  const lines = decoration(style);
  return [
    fill === hex(FOREGROUND) ? '' : ` fill="${fill}"`,
    style.bold ? ' font-weight="bold"' : '',
    style.italic ? ' font-style="italic"' : '',
    lines === '' ? '' : ` style="${lines}"`,
  ].join('');
}

/** Cells that one element of text holds: even ones, or one that may come from another font. */
function* pieces(cells: readonly Cell[]): Generator<{ text: string; column: number; columns: number }> {
  let [text, column, at] = ['', 0, 0];
  for (const cell of cells) {
    const isEven = EVEN.test(cell.text);
    if (!isEven && text !== '') {
      yield { text, column, columns: at - column };
      text = '';
    }
    if (!isEven) yield { text: cell.text, column: at, columns: 0 };
    else {
      if (text === '') column = at;
      text += cell.text;
    }
    at += cell.width;
  }
  if (text !== '') yield { text, column, columns: at - column };
}

function drawn({ cells, column, width, style, link }: Run, row: number): string {
  const [left, top] = [MARGIN + column * COLUMN, MARGIN + row * ROW];
  const ground = hex(colours(style).ground);
  const area = `x="${px(left)}" y="${px(top)}" width="${px(width * COLUMN)}" height="${ROW}"`;
  const back = ground === hex(BACKGROUND) ? '' : `<rect ${area} fill="${ground}"/>`;
  const isLined = decoration(style) !== '';
  const texts = Array.from(pieces(cells), ({ text, column: from, columns }) => {
    if (text.trim() === '' && !isLined) return '';
    const length = columns > 1 ? ` textLength="${px(columns * COLUMN)}" lengthAdjust="spacingAndGlyphs"` : '';
    const place = `x="${px(left + from * COLUMN)}" y="${px(top + BASELINE)}"${length}`;
    return `<text ${place}${attributes(style)}>${escaped(text)}</text>`;
  }).join('');
  const address = target(link);
  return back + (address === '' || texts === '' ? texts : `<a href="${escaped(address)}">${texts}</a>`);
}

/** A picture in SVG 1.1, to be written as UTF-8. */
export function svgOf(picture: Picture): string {
  const rows = cellsByLine(picture);
  const [width, height] = [picture.cols * COLUMN + 2 * MARGIN, rows.length * ROW + 2 * MARGIN];
  const size = `width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}>`,
    `<title>${escaped(picture.title)}</title>`,
    `<rect width="100%" height="100%" fill="${hex(BACKGROUND)}"/>`,
    `<g font-family="${FONTS}" font-size="${FONT}" fill="${hex(FOREGROUND)}" xml:space="preserve">`,
    ...rows
      .map((cells, row) => Array.from(runsOf(cells), (run) => drawn(run, row)).join(''))
      .filter((line) => line !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
