// What a person would see of a screen, as lines of text: plain, or with colours and attributes. Invariant: a line has
// one character, or a cluster of them, for each cell up to the last that shows something; it ends in no attributes.
import type { Emulator, Line } from './emulator.ts';
import type { ModeState } from './mode-state.ts';
import { PLAIN, Pen } from './pen.ts';
import { INVISIBLE, drawnColumns, seen } from './picture.ts';

/** DECTCEM. */
const CURSOR_SHOWN = 25;

export interface View {
  readonly cols: number;
  readonly rows: number;
  readonly title: string;
  readonly alternate: boolean;
  /** Counted from 0, at the upper left corner. */
  readonly cursor: { readonly row: number; readonly column: number; readonly visible: boolean };
  /** How many of the lines are those above the screen; `rows` follow. */
  readonly history: number;
  /** The lines, each with a line feed behind it. */
  readonly text: string;
}

/** The columns that show something, from the left, each with its text: a space for what is half a character. */
function* shown(line: Line, cols: number): Generator<ReturnType<typeof seen>> {
  const end = drawnColumns(line, cols);
  for (let column = 0; column < end; column++) {
    const one = seen(line, column);
    if (one.width === 0) continue;
    const whole = one.width < 2 || (column + 1 < line.length && seen(line, column + 1).width === 0);
    yield { ...one, text: whole && one.text !== '' ? one.text : ' ' };
  }
}

function plain(line: Line, cols: number): string {
  let out = '';
  for (const { text, width, attributes } of shown(line, cols))
    out += attributes.fg & INVISIBLE ? ' '.repeat(width) : text;
  return out.replace(/ +$/, '');
}

function coloured(line: Line, cols: number, pen: Pen): string {
  let out = '';
  for (const { text, attributes } of shown(line, cols)) out += pen.take(attributes) + text;
  return out + pen.take(PLAIN);
}

/**
 * @param history the most lines above the screen; those of the primary screen, whichever is shown
 * @param ansi whether with colours and attributes (SGR) and hyperlinks (OSC 8)
 */
export function viewOf(emulator: Emulator, state: Readonly<ModeState>, history: number, ansi: boolean): View {
  const { cols, rows, active, primary } = emulator;
  const pen = new Pen((id) => emulator.link(id));
  const one = (line: Line | undefined): string => {
    if (!line) return '\n';
    return `${ansi ? coloured(line, cols, pen) : plain(line, cols)}\n`;
  };
  const above = Math.min(history, primary.ybase);
  const lines: string[] = [];
  for (let index = primary.ybase - above; index < primary.ybase; index++)
    lines.push(one(primary.lines.get(index)));
  for (let row = 0; row < rows; row++) lines.push(one(active.lines.get(active.ybase + row)));
  return {
    cols,
    rows,
    title: state.titles.get(2) ?? '',
    alternate: emulator.alternateIsActive,
    cursor: {
      row: active.y,
      // Behind a full line it stands on its last column until something is printed.
      column: Math.min(active.x, cols - 1),
      visible: state.privateModes.get(CURSOR_SHOWN) ?? true,
    },
    history: above,
    text: lines.join(''),
  };
}
