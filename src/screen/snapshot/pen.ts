// Writes attributes as SGR sequences and hyperlinks as OSC 8, only at changes. Bits: xterm.js's
// buffer/Constants. Sequences: ECMA-48 SGR, ITU T.416 colours, kitty's and VTE's underline styles.
import { DOUBLE_BY_21 } from '../functions/double-underline.ts';
import type { Attributes } from '../emulator/xterm-core.ts';

const COLOUR_MODE = 0x3000000;
const PALETTE_16 = 0x1000000;
const PALETTE_256 = 0x2000000;
const COLOUR_16 = 0xff;
const RGB = 0xffffff;

const FOREGROUND_FLAGS: readonly (readonly [number, string])[] = [
  [0x8000000, '1'], // bold
  [0x20000000, '5'], // blink
  [0x4000000, '7'], // inverse
  [0x40000000, '8'], // invisible
  [0x80000000, '9'], // struck out
];
const UNDERLINE = 0x10000000;
const BACKGROUND_FLAGS: readonly (readonly [number, string])[] = [
  [0x8000000, '2'], // dim
  [0x4000000, '3'], // italic
  [0x40000000, '53'], // overlined
];
/** A bit of a cell: its line holds the cell's underline style and colour, and hyperlink. */
export const HAS_EXTENDED = 0x10000000;
const UNDERLINE_STYLE_SHIFT = 26;

/** A colour's parameters; `base` is 30 for the foreground, 40 for the background. */
function colour(bits: number, base: number): string[] {
  switch (bits & COLOUR_MODE) {
    case 0:
      return [];
    case PALETTE_16: {
      const index = bits & COLOUR_16;
      return [String(index < 8 ? base + index : base + 52 + index)];
    }
    case PALETTE_256:
      return [`${base + 8};5;${bits & COLOUR_16}`];
    default: {
      const rgb = bits & RGB;
      return [`${base + 8};2;${rgb >> 16};${(rgb >> 8) & 255};${rgb & 255}`];
    }
  }
}

function underline({ fg, bg, extended }: Attributes): string[] {
  const out: string[] = [];
  const bits = extended._ext ?? extended.ext;
  const style = bg & HAS_EXTENDED ? (bits >>> UNDERLINE_STYLE_SHIFT) & 7 : 0;
  if (style === DOUBLE_BY_21) out.push('21');
  else if (style > 1) out.push(`4:${style}`);
  else if (style === 1 || fg & UNDERLINE) out.push('4');
  const rgb = bits & RGB;
  const mode = bits & COLOUR_MODE;
  if (mode === COLOUR_MODE) out.push(`58:2::${rgb >> 16}:${(rgb >> 8) & 255}:${rgb & 255}`);
  else if (mode !== 0) out.push(`58:5:${bits & COLOUR_16}`);
  return out;
}

/** SGR for these attributes, from any others. */
export function sgr(attributes: Attributes): string {
  const { fg, bg } = attributes;
  const flags = [
    ...FOREGROUND_FLAGS.filter(([bit]) => fg & bit).map(([, code]) => code),
    ...BACKGROUND_FLAGS.filter(([bit]) => bg & bit).map(([, code]) => code),
  ];
  const all = ['0', ...flags, ...underline(attributes), ...colour(fg, 30), ...colour(bg, 40)];
  return `\x1b[${all.join(';')}m`;
}

export const PLAIN: Attributes = { fg: 0, bg: 0, extended: { ext: 0, urlId: 0 } };

type LinkOf = (id: number) => { readonly id?: string; readonly uri: string } | undefined;

export class Pen {
  readonly #link: LinkOf;
  #last = PLAIN;
  #sgr = sgr(PLAIN);
  #url = 0;

  constructor(link: LinkOf) {
    this.#link = link;
  }

  /** Returns what changes the terminal to these attributes. */
  take(attributes: Attributes): string {
    const { fg, bg, extended } = this.#last;
    if (attributes.fg === fg && attributes.bg === bg && attributes.extended === extended) return '';
    this.#last = attributes;
    let out = '';
    const next = sgr(attributes);
    if (next !== this.#sgr) out += next;
    this.#sgr = next;
    const url = attributes.bg & HAS_EXTENDED ? attributes.extended.urlId : 0;
    if (url !== this.#url) {
      const link = url === 0 ? undefined : this.#link(url);
      // The emulator gives links without an id of their own the text "undefined" as theirs: it is
      // left out.
      out += link ? `\x1b]8;${link.id ? `id=${link.id}` : ''};${link.uri}\x1b\\` : '\x1b]8;;\x1b\\';
    }
    this.#url = url;
    return out;
  }
}
