// Colours as terminals report them: `rgb:rrrr/gggg/bbbb`, XParseColor's form (X11's manual).

/** The colours of xterm's VT100 widget, 0 to 15. */
const ANSI = (
  '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 ' +
  '7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff'
).split(' ');

/** The steps of the colour cube, 16 to 231 (xterm's 256colres). */
const CUBE = [0, 95, 135, 175, 215, 255];

const hex = (value: number): string => value.toString(16).padStart(2, '0');

function paletteColour(index: number): string {
  if (index < 16) return ANSI[index] ?? '';
  if (index < 232) {
    const cube = index - 16;
    return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6]
      .map((step) => hex(CUBE[step] ?? 0))
      .join('');
  }
  return hex(8 + 10 * (index - 232)).repeat(3);
}

/**
 * Default colours by OSC number that are bright: text, cursor, mouse. The others are backgrounds.
 */
const BRIGHT = new Set([10, 12, 13, 15]);

/** One channel of 1 to 4 hexadecimal digits, scaled to four (`f` is `ffff`). */
const scaled = (digits: string): string =>
  Math.round((parseInt(digits, 16) / (16 ** digits.length - 1)) * 0xffff)
    .toString(16)
    .padStart(4, '0');

const rgb = (channels: readonly string[]): string => `rgb:${channels.map(scaled).join('/')}`;

/**
 * A colour that a program has set, in the form in which it is reported.
 * @returns undefined for a name, whose colour only the terminal knows
 */
export function reportedColour(spec: string): string | undefined {
  const channels = /^rgb:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})$/i.exec(spec);
  if (channels) return rgb(channels.slice(1));
  const digits = /^#((?:[\da-f]{3}){1,4})$/i.exec(spec)?.[1];
  if (digits === undefined) return undefined;
  const each = digits.length / 3;
  return rgb([0, 1, 2].map((channel) => digits.slice(channel * each, (channel + 1) * each)));
}

/** The colour of a terminal that has not described itself: xterm's palette, white on black. */
export function defaultColour(osc: number, index: number): string | undefined {
  if (osc === 4) {
    if (!(index >= 0 && index < 256)) return undefined;
    return reportedColour(`#${paletteColour(index)}`);
  }
  if (index < 10 || index > 19) return undefined;
  return reportedColour(BRIGHT.has(index) ? '#ffffff' : '#000000');
}
