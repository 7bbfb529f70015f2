// Reads text with SGR and OSC 8, as the view of a screen writes it, back into pieces of one style
// each. Any text may come: sequences that are not known, and control characters, are left out.
// Sequences: as in pen.ts.

/**
 * A colour: undefined for the terminal's own, a number of the palette of 256, or red, green and
 * blue.
 */
export type Colour = number | readonly [number, number, number] | undefined;

/** 4:n of SGR. */
export const UNDERLINES = ['none', 'solid', 'double', 'wavy', 'dotted', 'dashed'] as const;

export interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: (typeof UNDERLINES)[number];
  readonly inverse: boolean;
  readonly invisible: boolean;
  readonly strike: boolean;
  readonly overline: boolean;
  readonly foreground: Colour;
  readonly background: Colour;
  /** The colour of the underline; undefined for that of the text. */
  readonly line: Colour;
}

export const NO_STYLE: Style = {
  ...{ bold: false, dim: false, italic: false, underline: 'none', inverse: false, invisible: false },
  ...{ strike: false, overline: false, foreground: undefined, background: undefined, line: undefined },
};

export interface Piece {
  readonly text: string;
  readonly style: Style;
  /** The address of a hyperlink, '' for none. */
  readonly link: string;
  /** True if its columns are counted by grapheme cluster (mode 2027). */
  readonly clusters: boolean;
}

/** SGR with one parameter, and what it sets; colours are those of `colourOf`. */
const SIMPLE: Readonly<Record<number, Partial<Style>>> = {
  0: NO_STYLE,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  7: { inverse: true },
  8: { invisible: true },
  9: { strike: true },
  21: { underline: 'double' },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: 'none' },
  27: { inverse: false },
  28: { invisible: false },
  29: { strike: false },
  39: { foreground: undefined },
  49: { background: undefined },
  53: { overline: true },
  55: { overline: false },
  59: { line: undefined },
};

/** The extended colours of SGR, by the parameter that announces one. */
const EXTENDED: Readonly<Record<number, 'foreground' | 'background' | 'line'>> = {
  38: 'foreground',
  48: 'background',
  58: 'line',
};

const byte = (value: number | undefined): number => Math.min(255, value ?? 0);

/**
 * The parameters after 38, 48 or 58: `5;n` or `2;r;g;b`, or the same with colons (and then a colour
 * space, or none).
 */
function extendedColour(given: readonly number[], colons: boolean): { colour: Colour; taken: number } {
  if (given[0] === 5) return { colour: byte(given[1]), taken: 2 };
  if (given[0] !== 2) return { colour: undefined, taken: 1 };
  const [red, green, blue] = given.slice(colons && given.length > 4 ? 2 : 1);
  return { colour: [byte(red), byte(green), byte(blue)], taken: 4 };
}

/** One of the 16 colours that have parameters of their own: 30-37 and 90-97, 40-47 and 100-107. */
function plainColour(code: number): Partial<Style> | undefined {
  const number = code % 10;
  const tens = code - number;
  if (number > 7) return undefined;
  if (tens === 30 || tens === 90) return { foreground: number + (tens === 90 ? 8 : 0) };
  if (tens === 40 || tens === 100) return { background: number + (tens === 100 ? 8 : 0) };
  return undefined;
}

/** The style after an SGR sequence with these parameters. */
function styledBy(style: Style, parameters: string): Style {
  const groups = parameters.split(';').map((group) => group.split(':').map(Number));
  let next = style;
  for (let at = 0; at < groups.length; at++) {
    const [code = 0, ...sub] = groups[at] ?? [];
    const extended = EXTENDED[code];
    if (extended) {
      const follows = groups.slice(at + 1).map(([first = 0]) => first);
      const { colour, taken } = extendedColour(sub.length > 0 ? sub : follows, sub.length > 0);
      next = { ...next, [extended]: colour };
      if (sub.length === 0) at += taken;
    } else if (code === 4) next = { ...next, underline: UNDERLINES[sub[0] ?? 1] ?? 'solid' };
    else next = { ...next, ...(SIMPLE[code] ?? plainColour(code)) };
  }
  return next;
}

/**
 * CSI with its final byte; OSC, DCS and the like with their end (BEL or ST); any other escape
 * sequence; a control character (ECMA-48).
 */
const CONTROL =
  /\x1b\[([0-?]*)([ -/]*[@-~])|\x1b\](.*?)(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b[ -/]*[0-~]?|[\0-\x1f\x7f-\x9f]/g;

/** DECSET and DECRST of mode 2027. */
const CLUSTERS = '?2027';

const LINK = /^8;[^;]*;(.*)$/;

export class StyledText {
  #style = NO_STYLE;
  #link = '';
  #clusters = false;

  /** The pieces of the next line: styles and links continue from the line before. */
  *line(text: string): Generator<Piece> {
    let from = 0;
    for (const found of text.matchAll(CONTROL)) {
      const before = text.slice(from, found.index);
      if (before !== '') yield this.#piece(before);
      from = found.index + found[0].length;
      const [, parameters, final, command] = found;
      if (final === 'm' && /^[\d;:]*$/.test(parameters ?? ''))
        this.#style = styledBy(this.#style, parameters ?? '');
      if (parameters === CLUSTERS && (final === 'h' || final === 'l')) this.#clusters = final === 'h';
      this.#link = LINK.exec(command ?? '')?.[1] ?? this.#link;
    }
    const rest = text.slice(from);
    if (rest !== '') yield this.#piece(rest);
  }

  #piece(text: string): Piece {
    return { text, style: this.#style, link: this.#link, clusters: this.#clusters };
  }
}
