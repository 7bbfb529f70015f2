// Finds the lines that a terminal has above its screen already, as it showed the session before:
// they need not be sent again. Invariant: a line is only left out if the terminal has shown it in
// its present form.
import type { Line } from '../emulator/xterm-core.ts';
import type { HistoryEmulator } from '../emulator/history-emulator.ts';
import { textOf } from '../listening/line-text.ts';

/** More text of a screen is not remembered: its lines are sent again. */
const MAX_CHARACTERS = 64 * 1024;

/** The lines that a terminal showed at a place in the output. */
export interface SeenLines {
  /** Number of the first line of the screen: all before it scrolled away on this terminal, too. */
  readonly first: number;
  /** The lines of the screen from there, down to the last that is not empty. */
  readonly texts: readonly string[];
}

const joined = (rows: readonly Line[]): string => rows.map((row) => textOf(row, row.length)).join('');

/** The lines of a terminal that was shown all of this. */
export function seenLines(emulator: HistoryEmulator): SeenLines {
  const { primary, rows, firstLine, goesOn } = emulator;
  const texts = goesOn ? emulator.linesFrom(firstLine).lines.map(joined) : [];
  for (let row = 0; row < rows; row++) {
    const line = primary.lines.get(primary.ybase + row);
    if (!line) continue;
    const text = textOf(line, line.length);
    if (line.isWrapped && texts.length > 0) texts.push((texts.pop() ?? '') + text);
    else texts.push(text);
  }
  while (texts.at(-1) === '') texts.pop();
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  return { first: firstLine, texts: characters > MAX_CHARACTERS ? [] : texts };
}

/** Number of the first line above the screen that a terminal lacks. */
export function firstUnseen(emulator: HistoryEmulator, seen: SeenLines): number {
  const { goesOn, firstLine } = emulator;
  const { first, lines } = emulator.linesFrom(seen.first);
  for (const [index, rows] of lines.entries()) {
    const number = first + index;
    const [text, before] = [joined(rows), seen.texts[number - seen.first]];
    // Only the beginning of the last line stands above the screen.
    const isSeen = goesOn && number === firstLine ? before?.startsWith(text) : before === text;
    if (isSeen !== true) return number;
  }
  return first + lines.length;
}
