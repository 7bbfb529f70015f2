// Whatever a program has written, a terminal that attaches shows the same as one that was attached
// all along: at the same size, and at others, to which the latter was resized. Each stream has a
// session of its own.
import fs from 'node:fs';
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { Modes } from '../../../src/screen/modes/terminal-modes.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { historyOf, portrait } from '../../support/judges/xterm-screen.ts';
import type { Terminal } from '../../support/terminal.ts';

const HISTORY = 1000;
const [COLS, ROWS] = [80, 25];

/**
 * Each stream is attached to at its own size and at one of these; the next stream takes the other.
 */
const OTHER_SIZES = [
  [100, 30],
  [60, 20],
] as const;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const lines = (count: number, text: (line: number) => string): string =>
  Array.from({ length: count }, (_, line) => `${text(line)}\r\n`).join('');

const STREAMS: Readonly<Record<string, string>> = {
  'text that wraps, with blanks at the ends of lines': lines(40, (line) =>
    `${ALPHABET}${' '.repeat(line)}|`.repeat(1 + (line % 3)),
  ),
  'lines far out': lines(60, (line) => `${line}\x1b[${(line * 7) % COLS}G*\x1b[${COLS}G${line % 10}`),
  'a cursor that is about to wrap': `${'='.repeat(COLS)}\r\n\x1b[31m${'-'.repeat(COLS)}`,
  'wide characters across the edge': lines(
    30,
    (line) => `${'x'.repeat(line % 4)}${'漢字'.repeat(25)}e\u0301`,
  ),
  'attributes and colours': lines(
    12,
    (line) =>
      `\x1b[${line % 10};3${line % 8}mone\x1b[4:${line % 6}mtwo\x1b[48;5;${line * 20}m three \x1b[K\x1b[m` +
      `\x1b[58;2;1;2;${line}m\x1b[4mfour\x1b[m\x1b]8;;http://a/${line}\x1b\\five\x1b]8;;\x1b\\`,
  ),
  'a prompt with a right side': `${lines(30, (line) => `output ${line}`)}\x1b[32muser\x1b[m % \x1b[70G\x1b[33m[right]\x1b[m\x1b[8G`,
  'a scroll region, origin mode, tab stops and a saved cursor': `${lines(20, (line) => `line ${line}`)}\x1b[3g\x1b[5G\x1bH\x1b[20G\x1bH\x1b[5;15r\x1b[15;1H\x1b[7mx\r\n\r\ny\x1b7\x1b[?6h\x1b[3;3H\x1b[32m`,
  'insertions, deletions and erasures': `${lines(24, () => ALPHABET)}\x1b[3;5H\x1b[44m\x1b[3@\x1b[4P\x1b[2L\x1b[9;9H\x1b[5X\x1b[3M\x1b[12;4H\x1b[1K\x1b[14;6H\x1b[K\x1b[2S\x1b[T\x1b[20;1H\x1b[J`,
  'line drawing, insert mode, no wrapping': `\x1b(0lqqqk\r\nx\x1b)0\x0ex\x0f\x1b[4h\x1b[?7l`,
  'the alternate screen, entered with 1049': `${lines(40, (line) => `shell ${line}`)}$ \x1b7\x1b[?1049h\x1b[22;0t\x1b[?1h\x1b=\x1b[2J\x1b[1;24r\x1b[H\x1b[44mtop\x1b[K\x1b[m\x1b[25;1H\x1b[7mbottom\x1b[m\x1b[?25l\x1b[12;7H\x1b7`,
  'the alternate screen, entered with 47': `below\x1b[?47h\x1b[5;5Halt\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[5 q`,
  'back from the alternate screen': `one\r\ntwo\x1b[?1049h\x1b[3;9r\x1b[1malt\x1b[?1049l three`,
};

function modesOf(...streams: Buffer[]): Modes {
  const modes = new Modes();
  for (const stream of streams) modes.feed(stream);
  return modes;
}

/** The title that the terminal had before, which the client puts on its stack (XTWINOPS 22). */
const OLD_TITLE = '\x1b[22;0t';

/**
 * The cursor's blinking, which the client makes the terminal save before a style is set (XTSAVE).
 */
const OLD_BLINKING = '\x1b[?12s';

/** What a fresh terminal of this size shows of what it was sent. */
function shownBy(terminal: Terminal, cols: number, rows: number): Record<string, unknown> {
  const emulator = new Emulator(cols, rows, HISTORY);
  emulator.write(terminal.shown);
  const modes = modesOf(terminal.shown).enter().replace(OLD_TITLE, '').replace(OLD_BLINKING, '');
  return { ...portrait(emulator), modes, history: historyOf(emulator) };
}

/** The last lines of a history; the lines above were on the terminal before the attach. */
function expected(there: Emulator, modes: Modes, fresh: Record<string, unknown>): Record<string, unknown> {
  const kept = historyOf(there);
  const shown = fresh['history'] as string[];
  fresh['history'] = shown.slice(shown.length - kept.length);
  return { ...portrait(there), modes: modes.enter(), history: kept };
}

const FINISHED = '\x1b]2;finished\x07';

for (const [index, [name, text]] of Object.entries(STREAMS).entries()) {
  const other = OTHER_SIZES[index % 2] ?? OTHER_SIZES[0];
  t.test(`an attach shows the same as before: ${name}`, async (t) => {
    const box = new Sandbox(t);
    const stream = Buffer.from(text + FINISHED);
    fs.writeFileSync(box.path('stream'), stream);
    const program = ['sh', '-c', `stty raw -echo; cat stream; exec sleep 1000`];
    const there = new Emulator(COLS, ROWS, HISTORY);
    there.write(stream);
    const modes = modesOf(stream);
    const first = box.terminal(['-c', 's1', ...program], { cols: COLS, rows: ROWS });
    await first.until('finished\x07');
    const attached = shownBy(first, COLS, ROWS);
    t.strictSame(attached, expected(there, modes, attached), 'attached all along');
    first.type('\x1c');
    t.equal(await first.status(), 0);
    for (const [cols, rows] of [[COLS, ROWS], other] as const) {
      if (cols !== there.cols || rows !== there.rows) modes.resized();
      there.resize(cols, rows);
      const terminal = box.terminal(['-a', 's1'], { cols, rows });
      await terminal.until('\x1b[?2026l');
      const fresh = shownBy(terminal, cols, rows);
      t.strictSame(fresh, expected(there, modes, fresh), `attached at ${cols}x${rows}`);
      terminal.type('\x1c');
      t.equal(await terminal.status(), 0);
    }
  });
}
