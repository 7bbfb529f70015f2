// The differences from plain text in the lines of a screen: runs with their colours and attributes,
// for programs.
import type { StyleRun } from '../../base/text/screen-lines.ts';
import { cellsIn, runsOf } from './styled-cells.ts';
import type { Cell, Run } from './styled-cells.ts';
import { StyledText } from './styled-text.ts';
import type { Colour, Style } from './styled-text.ts';
import { hex } from './theme.ts';

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The 16 colours of a theme by name, the others of the palette by number. */
function colourName(colour: Exclude<Colour, undefined>): string | number {
  if (typeof colour !== 'number') return hex(colour);
  const name = NAMES[colour % NAMES.length];
  return colour < 16 && name !== undefined ? `${colour < NAMES.length ? '' : 'bright-'}${name}` : colour;
}

const named = (key: 'fg' | 'bg' | 'underlineColor', colour: Colour): Record<string, unknown> =>
  colour === undefined ? {} : { [key]: colourName(colour) };

const FLAGS = ['bold', 'dim', 'italic', 'inverse', 'strike', 'overline'] as const;

/** The attributes that differ from plain text. */
function attributes(style: Style): Record<string, unknown> {
  const { foreground, background, underline, line } = style;
  return {
    ...named('fg', foreground),
    ...named('bg', background),
    ...Object.fromEntries(FLAGS.filter((flag) => style[flag]).map((flag) => [flag, true])),
    ...(underline === 'none' ? {} : { underline, ...named('underlineColor', line) }),
  };
}

const textOf = (cells: readonly Cell[]): string => cells.map(({ text }) => text).join('');

function described(row: number, { cells, column, width, style, link }: Run): StyleRun | undefined {
  const looks = { ...attributes(style), ...(link === '' ? {} : { link }) };
  return Object.keys(looks).length === 0 ? undefined : { row, column, width, text: textOf(cells), ...looks };
}

/**
 * Splits lines with SGR and OSC 8 into runs.
 * @param above how many of them are above the screen: their rows are negative, -1 for the last
 */
export function styleRuns(
  lines: readonly string[],
  above: number,
): { readonly plain: readonly string[]; readonly styles: readonly StyleRun[] } {
  const reader = new StyledText();
  const plain: string[] = [];
  const styles: StyleRun[] = [];
  for (const [index, text] of lines.entries()) {
    const cells = cellsIn(text, reader);
    plain.push(textOf(cells).replace(/ +$/, ''));
    for (const run of runsOf(cells)) {
      const one = described(index - above, run);
      if (one) styles.push(one);
    }
  }
  return { plain, styles };
}
