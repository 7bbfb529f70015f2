// The colours that a picture of a screen is drawn in, whatever the terminal's own theme is.
import type { Colour, Style } from './styled-text.ts';

export type Rgb = readonly [number, number, number];

export const FOREGROUND: Rgb = [0xd4, 0xd4, 0xd4];
export const BACKGROUND: Rgb = [0x1e, 0x1e, 0x1e];

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

export const rgbOf = (colour: Colour, otherwise: Rgb): Rgb =>
  colour === undefined ? otherwise : typeof colour === 'number' ? palette(colour) : colour;

export const hex = (rgb: Rgb): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** Dim text has half of its contrast. */
const mixed = (one: Rgb, other: Rgb): Rgb => [
  (one[0] + other[0]) >> 1,
  (one[1] + other[1]) >> 1,
  (one[2] + other[2]) >> 1,
];

/** The colours that a cell is drawn in. */
export function colours(style: Style): { text: Rgb; ground: Rgb } {
  const { bold, foreground } = style;
  // As xterm does it: bold black is a grey that can be read.
  const bright = bold && typeof foreground === 'number' && foreground < 8 ? foreground + 8 : foreground;
  const text = rgbOf(bright, FOREGROUND);
  const ground = rgbOf(style.background, BACKGROUND);
  const seen = style.inverse ? { text: ground, ground: text } : { text, ground };
  return style.dim ? { ...seen, text: mixed(seen.text, seen.ground) } : seen;
}
