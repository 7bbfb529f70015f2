// A screen of emoji, wide letters and marks is restored in another terminal: Ghostty's engine shows
// the same as one that was attached all along. It plays two kinds of terminal: one that counts code
// points as the model does, and one that counts clusters although the program has not asked for
// that, as kitty does.
import fc from 'fast-check';
import t from 'tap';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';
import { Ghostty } from '../../support/judges/ghostty.ts';
import type { GhosttyCell } from '../../support/judges/ghostty.ts';

const COLS = 24;
const ROWS = 7;
const BY_POINT = '\x1b[?2027l';
const BY_CLUSTER = '\x1b[?2027h';

function restored(output: string): string {
  const model = new ScreenModel({ cols: COLS, rows: ROWS }, 100, {
    onAnswer: () => undefined,
    onFault: (error) => t.fail(String(error)),
  });
  model.feed(Buffer.from(output));
  return model.restore() ?? 'nothing';
}

const PLAIN_CELL = '#';

/** A row in a form that shows where two rows differ. */
function rowOf(cells: readonly GhosttyCell[]): string {
  const shown = cells.map(({ text, width, foreground, background, flags }, column) => {
    // The engine leaves the last column free if a wide character does not fit, and calls the cell
    // one without width.
    const free = width === 0 && cells[column - 1]?.width !== 2;
    const empty = text === '' || text === ' ';
    const style = empty ? background : `${foreground}${background}${flags}`;
    return `${empty ? '_' : text}${free ? 1 : width}${style === '#000000' ? '' : style}`;
  });
  return shown.join('|').replace(/(\|_1)+$/, PLAIN_CELL);
}

/** What a terminal shows after this output. */
function shown(terminal: Ghostty, ...output: readonly string[]): unknown {
  terminal.reset();
  for (const part of output) terminal.write(part);
  return { rows: terminal.screen().map(rowOf), cursor: terminal.cursor };
}

const [there, fresh] = [new Ghostty(COLS, ROWS), new Ghostty(COLS, ROWS)];

/** A terminal that attaches, and one that was attached all along. */
const both = (output: string, mode = BY_POINT): readonly [unknown, unknown] => [
  shown(fresh, mode, restored(output)),
  shown(there, mode, output),
];

const EXAMPLES: Readonly<Record<string, string>> = {
  emoji: '✅ done\r\n🚀 start ❌\r\n\x1b[31m⏳\x1b[m wait',
  'skin tones': '👍🏽 x\r\n👍🏽👍🏽\r\n$ ',
  families: '👨\u200d👩\u200d👧 x 👨\u200d👩\u200d👧\r\n$ ',
  flags: '🇩🇪 🇫🇷🇮🇹 x\r\n$ ',
  'presentation selectors': '\u26a0\ufe0f warn ❤\ufe0f 1\ufe0f\u20e3 x\r\n⌚\ufe0e y',
  keycaps: '1\ufe0f\u20e3 2\ufe0f\u20e3',
  'a line of emoji that wraps': `${'✅'.repeat(16)}\r\nx`,
  'a line of flags that wraps': `${'🇩🇪'.repeat(8)}\r\nx`,
  'emoji in the background of a colour': '\x1b[44m🚀 a\x1b[K\r\n\x1b[m$ ',
  'gaps between clusters': '🇩🇪\x1b[1;10H👍🏽\x1b[1;20H|\r\n\u26a0\ufe0f\tx',
  'Hebrew and Arabic': 'שָׁלוֹם مَرْحَبًا\r\n',
  'Indic and Thai': 'नमस्ते वணக்கம் ทำ\r\n',
  'marks of their own colour': 'e\x1b[31m\u0301\x1b[mx 日\u0301',
  alternate: '🇩🇪 a\r\n\x1b[?1049h\x1b[2;3H👍🏽 b\x1b[3;1H🚀',
};

t.test('a screen counted by code points is restored', (t) => {
  for (const [name, output] of Object.entries(EXAMPLES)) {
    const [restore, original] = both(output);
    t.strictSame(restore, original, name);
  }
  t.end();
});

t.test('a screen counted by clusters, as the program has asked, is restored', (t) => {
  for (const [name, output] of Object.entries(EXAMPLES)) {
    const [restore, original] = both(BY_CLUSTER + output);
    t.strictSame(restore, original, name);
    const [left, before] = both(`${BY_CLUSTER}${output}${BY_POINT}`);
    t.strictSame(left, before, `${name}, and no more`);
    const [mixed, was] = both(`${BY_CLUSTER}👍🏽🇩🇪${BY_POINT}👍🏽🇩🇪${BY_CLUSTER}👍🏽${BY_POINT}\r\n${output}`);
    t.strictSame(mixed, was, `${name}, mixed`);
  }
  t.end();
});

/** Lines that leave it to the terminal where the next character goes. */
const FLOWING = [
  '👍🏽 a 👨\u200d👩\u200d👧 b 🇩🇪|\r\n$ ',
  '│ \u26a0\ufe0f  warn │\r\n│ ✅ done │\r\n',
  '🇩🇪 %# ls',
  '\x1b[1m\u26a0\ufe0f\x1b[m %# \x1b[32mls\x1b[m -l',
  '👍🏽\r\n👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽\r\nx',
];

t.test('lines that flow look as before even if the terminal counts columns differently', (t) => {
  for (const output of FLOWING) {
    const [restore, original] = both(output, BY_CLUSTER);
    t.strictSame(restore, original, JSON.stringify(output));
  }
  t.end();
});

t.test('lines below a line that the terminal draws wider stay in place', (t) => {
  // Each has two columns in the terminal, and one in the model: the line is full, and takes two
  // lines of the terminal.
  const full = '\u26a0\ufe0f'.repeat(COLS);
  const output = `${full}\r\nbelow\r\n\x1b[7;3H`;
  fresh.reset();
  fresh.write(BY_CLUSTER + restored(output));
  const rows = fresh.screen().map((cells) =>
    cells
      .map(({ text }) => text || ' ')
      .join('')
      .trimEnd(),
  );
  t.equal(rows[1], 'below');
  t.strictSame(fresh.cursor, { column: 2, row: 6, visible: true });
  t.end();
});

const KEYCAP = '1\ufe0f\u20e3';
const UNITS = [
  KEYCAP,
  '©\ufe0f',
  'a',
  '日',
  '가',
  '✅',
  '🚀',
  '🫠',
  '\u26a0\ufe0f',
  '❤\ufe0f',
  '👍🏽',
  '👨\u200d👩\u200d👧',
  '🇩🇪',
  '🇫',
];
const MARKED = ['e\u0301', 'नि', 'न्', 'שׁ', 'بً', 'ทำ', 'が'];
const MOVES = [
  '\r\n',
  '\x1b[m',
  '\x1b[31m',
  '\x1b[44m',
  '\b',
  '\x1b[K',
  '\x1b[3C',
  '\x1b[5G',
  '\x1b[4;9H',
  '\t',
];
const MORE = ['\x1b[2@', '\x1b[2P', '\x1b[2X', '\x1b[2L', '\x1b[J', '\r', ' ', '│', BY_CLUSTER, BY_POINT];

/**
 * Returns true if a mark or joiner comes where terminals differ. After the last column the engine
 * joins it to the last cell but one (a fault of this version); within a wide character some
 * terminals join it to that, and some begin a cell.
 */
function joinsOddly(output: string): boolean {
  there.reset();
  for (const part of output.match(/\x1b\[[\d;?]*.|[^]/gu) ?? []) {
    if (/^[\p{M}\u200d\ufe0f🏽ำ]|[🇦-🇿]|\p{Extended_Pictographic}/u.test(part)) {
      const { column, row } = there.cursor;
      if (column >= COLS - 2 || there.screen(row, 1)[0]?.[column]?.width === 0) return true;
    }
    there.write(part);
  }
  return false;
}

t.test('any output is restored', (t) => {
  const output = fc
    .array(fc.constantFrom(...UNITS, ...UNITS, ...MARKED, ...MOVES, ...MORE), { maxLength: 60 })
    .map((parts) => BY_POINT + parts.join(''));
  fc.assert(
    fc.property(output, (output) => {
      fc.pre(!joinsOddly(output));
      const [restore, original] = both(output);
      return JSON.stringify(restore) === JSON.stringify(original);
    }),
    { numRuns: 400, seed: 13 },
  );
  t.end();
});
