// The common parts of screens in HTML and in SVG: text, links, and lines of text as CSS. Invariant:
// whatever a text or a link holds, it adds no markup of its own.
import type { Style } from './styled-text.ts';
import { FOREGROUND, hex, rgbOf } from './theme.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text with entities, and without characters that HTML or XML do not allow: control characters,
 * U+FFFE and U+FFFF, and halves of surrogate pairs.
 */
export const escaped = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');

/** Schemes that links may have; links of other schemes (javascript:, data:) are left out. */
const SCHEMES: readonly string[] = ['http:', 'https:', 'mailto:', 'file:'];

/** The address of a link, '' for one that is none of these. */
export function target(link: string): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  return url && SCHEMES.includes(url.protocol) ? url.href : '';
}

/**
 * CSS for underlines with their style and colour, overlines and strikes. An element has one look;
 * '' for none.
 */
export function decoration({ underline, line, overline, strike }: Style): string {
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
