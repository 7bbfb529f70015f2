// A screen as a person sees it, as lines of text: plain, or with colours and attributes. Invariant:
// a line has one character, or a cluster of them, for each cell up to the last visible one; at its
// end no attributes are in force.
import type { Emulator } from '../emulator/emulator.ts';
import type { Line } from '../emulator/xterm-core.ts';
import type { ModeState } from '../modes/mode-state.ts';
import { PLAIN, Pen } from './pen.ts';
import { ClusterMode } from '../widths/uncertain.ts';
import { INVISIBLE, drawnColumns, plainRun, seen } from '../emulator/cells.ts';

/** DECTCEM. */
const CURSOR_SHOWN = 25;

export interface View {
  readonly cols: number;
  readonly rows: number;
  readonly title: string;
  readonly alternate: boolean;
  /** Counted from 0, at the upper left corner. */
  readonly cursor: { readonly row: number; readonly column: number; readonly visible: boolean };
  /** How many of the lines are above the screen; `rows` follow. */
  readonly history: number;
  /** The lines, each with a line feed after it; '' in a form that was not asked for. */
  readonly plain: string;
  readonly ansi: string;
}

/**
 * Text alone, or with colours and attributes (SGR), hyperlinks (OSC 8), and mode 2027 around text
 * that takes its columns only in that mode.
 */
export type Form = 'plain' | 'ansi';

type Run = ReturnType<typeof seen>;

const SPACE = 0x20;

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/**
 * The contents of the columns, from the left, in runs of the same attributes: a space for half a
 * character.
 */
function* shown(line: Line, cols: number): Generator<Run> {
  const end = drawnColumns(line, cols);
  for (let column = 0; column < end; column++) {
    const one = seen(line, column);
    const run = plainRun(line, column, end, SPACE);
    if (run !== '') {
      yield { ...one, text: run, width: run.length };
      column += run.length - 1;
    } else if (one.width > 0) {
      const whole = one.width < 2 || (column + 1 < line.length && seen(line, column + 1).width === 0);
      yield { ...one, text: whole && one.text !== '' ? one.text : ' ' };
    }
  }
}

/**
 * @param history the most lines above the screen, always those of the primary screen
 * @param forms of the text, all drawn in one walk: a long history takes a second
 */
export function viewOf(
  emulator: Emulator,
  state: Readonly<ModeState>,
  history: number,
  forms: readonly Form[],
): View {
  const { cols, rows, active } = emulator;
  const pen = new Pen((id) => emulator.link(id));
  const clusters = new ClusterMode();
  const [inPlain, inColour] = [forms.includes('plain'), forms.includes('ansi')];
  const plain: string[] = [];
  const ansi: string[] = [];
  const add = (line: Line | undefined): void => {
    let [text, coloured, left] = ['', '', ''];
    for (const run of line ? shown(line, cols) : []) {
      if (inPlain) text += run.attributes.fg & INVISIBLE ? ' '.repeat(run.width) : run.text;
      if (inColour) coloured += pen.take(run.attributes) + clusters.print(run.text, run.width, left);
      left = run.text;
    }
    if (inPlain) plain.push(text.replace(/ +$/, ''));
    if (inColour) ansi.push(coloured + pen.take(PLAIN) + clusters.set(false));
  };
  const above = emulator.above(history);
  for (const line of above) add(line);
  for (let row = 0; row < rows; row++) add(active.lines.get(active.ybase + row));
  return {
    cols,
    rows,
    title: state.titles.get(2) ?? '',
    alternate: emulator.alternateIsActive,
    cursor: {
      row: active.y,
      // After a full line it stands on the last column until something is printed.
      column: Math.min(active.x, cols - 1),
      visible: state.privateModes.get(CURSOR_SHOWN) ?? true,
    },
    history: above.length,
    plain: joined(plain),
    ansi: joined(ansi),
  };
}
