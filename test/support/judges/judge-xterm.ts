// xterm.js with its own graphemes add-on as a judge of restored screens: the emulator of the screen
// model without anything that the model replaces in it, and with other widths.
import { createRequire } from 'node:module';
import type { IBufferCell, IBufferLine, ITerminalAddon, Terminal } from '@xterm/headless';
import type { Case, Judge, Shown } from './judge.ts';

const require = createRequire(import.meta.url);
const { Terminal: XtermTerminal } = require('@xterm/headless') as { Terminal: typeof Terminal };
const { UnicodeGraphemesAddon } = require('@xterm/addon-unicode-graphemes') as {
  UnicodeGraphemesAddon: new () => ITerminalAddon;
};

/** More lines than any case has. */
const HISTORY_LINES = 5_000;

interface Inside {
  readonly _core: { writeSync(output: Uint8Array): void };
}

function styleOf(cell: IBufferCell): string {
  const colours = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
  const flags = [
    cell.isBold(),
    cell.isItalic(),
    cell.isDim(),
    cell.isUnderline(),
    cell.isBlink(),
    cell.isInverse(),
    cell.isInvisible(),
    cell.isStrikethrough(),
    cell.isOverline(),
  ];
  return `${colours.join()},${flags.map((on) => (on ? 1 : 0)).join('')}`;
}

const PLAIN = '0,-1,0,-1,000000000';

/** Returns true if a space shows more than the colour of its background. */
const isDecorated = (cell: IBufferCell): boolean =>
  [cell.isUnderline(), cell.isInverse(), cell.isStrikethrough(), cell.isOverline()].some(Boolean);

function rowOf(line: IBufferLine, cols: number, cell: IBufferCell): string {
  const shown: string[] = [];
  for (let column = 0; column < cols; column++) {
    line.getCell(column, cell);
    const text = cell.getChars();
    const blank = text === '' || text === ' ';
    const all = cell.isAttributeDefault() ? PLAIN : styleOf(cell);
    // An empty cell shows only its background colour.
    const backgroundOnly = (text === '' || (blank && !isDecorated(cell))) && cell.getWidth() === 1;
    const style = backgroundOnly ? all.split(',').slice(2, 4).join() : all;
    const seen = style === PLAIN || style === '0,-1' ? '' : style;
    // Half of a wide character whose other half is gone looks like a space.
    const half = cell.getWidth() === 0 && line.getCell(column - 1)?.getWidth() !== 2;
    shown.push(`${blank ? '_' : text}${half ? 1 : cell.getWidth()}${seen}`);
  }
  return shown.join('|').replace(/(^|\|)_1(\|_1)*$/, '');
}

function shownBy(terminal: Terminal): Shown {
  const { cols, rows } = terminal;
  const { active, normal } = terminal.buffer;
  const cell = active.getNullCell();
  const lines = (from: number, to: number, buffer = active): IBufferLine[] =>
    Array.from({ length: to - from }, (_, index) => buffer.getLine(from + index)).filter(
      (line) => line !== undefined,
    );
  const screen = lines(active.baseY, active.baseY + rows);
  const alternate = active.type === 'alternate';
  const wrapped = screen.map((line, row) => row > 0 && line.isWrapped);
  return {
    cells: screen.map((line) => rowOf(line, cols, cell)),
    history: lines(0, normal.baseY, normal).map((line) => rowOf(line, cols, cell)),
    text: screen.map((line) => line.translateToString(true).trimEnd()),
    cursor: { column: Math.min(active.cursorX, cols - 1), row: active.cursorY },
    modes: {
      ...terminal.modes,
      ...{ alternate, wraps: active.cursorX === cols, wrapped: alternate ? '' : wrapped.join() },
    },
  };
}

/** The add-on has grapheme clusters from the start, with mode 2027 and without. */
export class XtermJudge implements Judge {
  readonly name = "xterm.js's graphemes add-on";
  readonly prepare = '';
  readonly reports = ['\x1b[?2027;3$y'];

  show(cases: readonly Case[]): Promise<Shown[][]> {
    return Promise.resolve(cases.map((one) => this.#show(one)));
  }

  #show({ cols, rows, parts }: Case): Shown[] {
    const terminal = new XtermTerminal({
      ...{ cols, rows, scrollback: HISTORY_LINES },
      ...{ allowProposedApi: true, logLevel: 'off' as const },
    });
    terminal.loadAddon(new UnicodeGraphemesAddon());
    const shown = parts.map((part) => {
      try {
        (terminal as unknown as Inside)._core.writeSync(part);
      } catch (error) {
        return { ...shownBy(terminal), modes: { failed: String(error) } };
      }
      return shownBy(terminal);
    });
    terminal.dispose();
    return shown;
  }
}
