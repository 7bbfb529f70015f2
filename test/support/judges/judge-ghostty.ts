// Ghostty's engine as a judge of restored screens.
import { Ghostty } from './ghostty.ts';
import type { GhosttyCell } from './ghostty.ts';
import type { Case, Judge, Shown } from './judge.ts';

/** Modes that programs set and that the engine reports. */
const MODES = [
  1, 5, 6, 7, 9, 12, 25, 45, 66, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 2004, 2027,
];
const ANSI_MODES = [4, 20];

/** The attributes that show on a blank cell: underline, strikethrough and inverse. */
const SEEN_OF_BLANK = 28;

const isBlank = ({ text }: GhosttyCell): boolean => text === '' || text === ' ';

/**
 * A row in a form that shows where two rows differ. If a wide character does not fit, the engine
 * leaves the last column free, calls it a cell without width, and gives it the attributes of that
 * character. If that character is overwritten on the next row, the engine frees the column, even if
 * it is half of another character.
 */
function rowOf(cells: readonly GhosttyCell[]): string {
  const shown = cells.map((cell, column) => {
    const { text, width, foreground, background, flags } = cell;
    if (cells[column - 1]?.width === 2) return '';
    const free = width === 0;
    const plain = isBlank(cell) && (free || (flags & SEEN_OF_BLANK) === 0);
    const style = plain ? background : `${foreground}${background}${flags}`;
    return `${isBlank(cell) ? '_' : text}${free ? 1 : width}${style === '#000000' ? '' : style}`;
  });
  return shown.join('|').replace(/(^|\|)_1(\|_1)*$/, '');
}

const textOf = (cells: readonly GhosttyCell[]): string =>
  cells
    .map((cell, column) => (cell.width === 0 && cells[column - 1]?.width === 2 ? '' : cell.text || ' '))
    .join('')
    .trimEnd();

export class GhosttyJudge implements Judge {
  readonly name: string;
  readonly prepare: string;
  readonly reports: readonly string[];
  readonly #terminals = new Map<string, Ghostty>();

  /**
   * @param counts how the terminal counts columns without mode 2027: by cluster, as the engine does
   *   from its start, or by code point
   */
  constructor(counts: 'points' | 'clusters') {
    this.name = `Ghostty, counting ${counts}`;
    this.prepare = counts === 'points' ? '\x1b[?2027l' : '';
    this.reports = counts === 'points' ? [] : ['\x1b[?2027;1$y'];
  }

  show(cases: readonly Case[]): Promise<Shown[][]> {
    return Promise.resolve(cases.map((one) => this.#show(one)));
  }

  #show({ cols, rows, parts }: Case): Shown[] {
    const size = `${cols}x${rows}`;
    const terminal = this.#terminals.get(size) ?? new Ghostty(cols, rows);
    this.#terminals.set(size, terminal);
    terminal.reset();
    return parts.map((part) => {
      terminal.write(part);
      return shownBy(terminal);
    });
  }
}

function shownBy(terminal: Ghostty): Shown {
  const screen = terminal.screen();
  const { column, row, visible } = terminal.cursor;
  const modes = MODES.map((mode) => [`mode ${mode}`, terminal.mode(mode)] as const);
  const ansi = ANSI_MODES.map((mode) => [`ANSI mode ${mode}`, terminal.mode(mode, true)] as const);
  return {
    cells: screen.map(rowOf),
    // On the alternate screen the engine reports lines above that screen.
    history: terminal.alternate ? [] : terminal.history().map(rowOf),
    text: screen.map(textOf),
    cursor: { column, row },
    modes: { visible, alternate: terminal.alternate, ...Object.fromEntries([...modes, ...ansi]) },
  };
}
