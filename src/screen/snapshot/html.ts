// A screen as an HTML page that stands alone, made of text with SGR and OSC 8. Invariant: whatever
// the text, the title and the links hold, the page has only the markup written here, runs no script
// and loads nothing.
import { decoration, escaped, target } from './markup.ts';
import { EVEN, cellsByLine, runsOf } from './styled-cells.ts';
import type { Cell, Picture, Run } from './styled-cells.ts';
import type { Style } from './styled-text.ts';
import { BACKGROUND, FOREGROUND, colours, hex } from './theme.ts';

function css(style: Style): string {
  const { text, ground } = colours(style);
  const lines = decoration(style);
  return [
    ...(hex(text) === hex(FOREGROUND) ? [] : [`color:${hex(text)}`]),
    ...(hex(ground) === hex(BACKGROUND) ? [] : [`background:${hex(ground)}`]),
    ...(style.bold ? ['font-weight:bold'] : []),
    ...(style.italic ? ['font-style:italic'] : []),
    ...(lines === '' ? [] : [lines]),
  ].join(';');
}

/** Other characters may come from other fonts: each is held in its cell. */
const held = ({ text, width }: Cell): string =>
  EVEN.test(text) ? escaped(text) : `<i class="w${width}">${escaped(text)}</i>`;

function shown({ cells, style, link }: Run): string {
  const text = cells.map(held).join('');
  const look = css(style);
  const styled = look === '' ? text : `<span style="${look}">${text}</span>`;
  const address = target(link);
  return address === '' ? styled : `<a rel="noreferrer noopener" href="${escaped(address)}">${styled}</a>`;
}

const lineOf = (cells: readonly Cell[]): string => Array.from(runsOf(cells), shown).join('');

/** A line's height is 1.2 of the font's size; a span fills it, so that backgrounds have no gaps. */
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
export function htmlOf(picture: Picture): string {
  const { title, cols } = picture;
  const rows = cellsByLine(picture).map(lineOf);
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
