// The history outside the emulator is compared with xterm.js, whose own history is long enough to
// lose nothing here.
import fc from 'fast-check';
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import type { Line } from '../../../src/screen/emulator/xterm-core.ts';
import { HistoryEmulator } from '../../../src/screen/emulator/history-emulator.ts';
import { portrait } from '../../support/judges/xterm-screen.ts';

const RUNS = { numRuns: 400 };
/** More lines than any of these outputs has at one column. xterm.js allocates them all at once. */
const PLENTY = 8_000;

type Step = string | readonly [cols: number, rows: number];

const text = fc.string({
  // A wide character after an empty cell is left out: xterm.js cannot tell that cell from the one
  // that it leaves free where a wide character does not fit.
  unit: fc.constantFrom('a', 'b', 'c', ' ', 'e\u0301', '\x1b[44mx\x1b[m', '\x1b[4:3mu\x1b[m'),
  maxLength: 60,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 5, arbitrary: fc.constantFrom('\r\n', '\n', '\r\n\r\n\r\n', '\r') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['\x1b[H', '\x1b[3;2H', '\x1b[K', '\x1b[J', '\x1b[2J', '\x1b[1;3r', '\x1b[2;4r', '\x1b[r'],
      ...['\x1b[2L', '\x1b[M', '\x1b[2S', '\x1b[T', '\x1bM', '\x1b[?47h', '\x1b[?47l', '\x1b[?7l'],
      ...['\x1b[?7h', '\x1bc', '\x1b[3J', '\x1b[5b'],
    ),
  },
  { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 })) },
);

function perform(emulator: Emulator, steps: readonly Step[]): string {
  for (const one of steps) {
    if (typeof one === 'string') emulator.write(Buffer.from(one));
    else emulator.resize(...one);
  }
  // xterm.js moves a saved cursor along with what scrolls into its history.
  return JSON.stringify({ ...portrait(emulator), saved: undefined });
}

function textOf(line: Line): string {
  let out = '';
  for (let column = 0; column < line.length; column++) {
    const content = line._data[column * 3] ?? 0;
    const code = content & 0x1fffff;
    if (content & 0x200000) out += line._combined[column] ?? '';
    else if (content >>> 22 > 0) out += code ? String.fromCodePoint(code) : '\0';
  }
  return out.replace(/\0+$/, '');
}

const historyOf = (emulator: Emulator): string[] =>
  emulator.above(Infinity).map((line) => textOf(line).trimEnd() + (line.isWrapped ? '+' : ''));

t.test('screen and history are those of xterm.js with all of the history', (t) => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const [kept, whole] = [new HistoryEmulator(12, 5, PLENTY), new Emulator(12, 5, PLENTY)];
      return (
        perform(kept, steps) === perform(whole, steps) &&
        historyOf(kept).join('|') === historyOf(whole).join('|')
      );
    }),
    RUNS,
  );
  t.end();
});

/** The lines of a program, without their line ends. */
function linesOf(emulator: Emulator): string[] {
  const { primary, rows } = emulator;
  const screen = Array.from({ length: rows }, (_, row) => primary.lines.get(primary.ybase + row));
  const out: string[] = [];
  for (const line of [...emulator.above(Infinity), ...screen]) {
    if (!line) continue;
    const text = textOf(line);
    if (line.isWrapped) out.push((out.pop() ?? '') + text);
    else out.push(text);
  }
  return out;
}

t.test('after visits at any sizes, the last lines up to the limit are kept whole', (t) => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', '漢', 'e\u0301'), minLength: 1, maxLength: 70 });
  const size = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }));
  const visit = fc.tuple(fc.array(line, { maxLength: 12 }), size);
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 8 }), fc.integer({ min: 1, max: 12 }), (visits, limit) => {
      const emulator = new HistoryEmulator(20, 5, limit);
      const printed: string[] = [];
      for (const [lines, size] of visits) {
        for (const one of lines) emulator.write(Buffer.from(`${one}\r\n`));
        printed.push(...lines);
        emulator.resize(...size);
        const there = linesOf(emulator);
        // The cursor's line, and what is free below it.
        while (there.at(-1) === '') there.pop();
        const shown = there.slice(-limit);
        if (shown.join('|') !== printed.slice(-shown.length || Infinity).join('|')) return false;
        if (shown.length < Math.min(limit, printed.length)) return false;
      }
      return true;
    }),
    RUNS,
  );
  t.end();
});

t.test('900 lines of 190 characters are 900 lines after visits at 20, 2 and 1 columns', (t) => {
  const emulator = new HistoryEmulator(200, 50, 1000);
  const lines = Array.from({ length: 900 }, (_, index) => `${index} `.padEnd(190, 'x'));
  emulator.write(Buffer.from(lines.map((line) => `${line}\r\n`).join('')));
  const sizes: [number, number][] = [
    [20, 24],
    [200, 50],
    [2, 1],
    [200, 50],
    [1, 1],
    [200, 50],
  ];
  for (const size of sizes) {
    emulator.resize(...size);
    t.strictSame(
      linesOf(emulator).filter((line) => line !== ''),
      lines,
      size.join('x'),
    );
  }
  t.end();
});

t.test('a line without an end does not fill the memory', (t) => {
  const emulator = new HistoryEmulator(20, 5, 10);
  for (let count = 0; count < 100; count++) emulator.write(Buffer.from('x'.repeat(1_000)));
  const columns = emulator.above(Infinity).length * 20;
  t.ok(columns >= 9_000 && columns <= 10_020, `${columns}`);
  t.end();
});

t.test('links stay on lines that scroll above the screen, and on those that come back', (t) => {
  const emulator = new HistoryEmulator(20, 2, 100);
  for (let line = 0; line < 6; line++)
    emulator.write(Buffer.from(`\x1b]8;;http://${line}\x1b\\link\x1b]8;;\x1b\\\r\n`));
  const targets = (lines: readonly (Line | undefined)[]): (string | undefined)[] =>
    lines.map((line) => emulator.link(line?._extendedAttrs[0]?.urlId ?? 0)?.uri);
  const all = ['http://0', 'http://1', 'http://2', 'http://3', 'http://4', 'http://5'];
  t.strictSame(targets(emulator.above(Infinity)), all.slice(0, 5));
  emulator.resize(10, 6);
  const { primary } = emulator;
  const screen = [0, 1, 2, 3, 4].map((row) => primary.lines.get(row));
  t.strictSame(targets([...emulator.above(Infinity), ...screen]), all);
  emulator.resize(30, 2);
  t.strictSame(targets(emulator.above(Infinity)), all.slice(0, 5));
  t.end();
});

t.test('ED 3 and RIS clear the history, and the numbering of its lines goes on', (t) => {
  for (const [sequence, number] of [
    ['\x1b[3J', 9],
    ['\x1bc', 1_000],
  ] as const) {
    const emulator = new HistoryEmulator(20, 2, 100);
    emulator.write(Buffer.from('line\r\n'.repeat(10)));
    t.equal(emulator.firstLine, 9);
    emulator.write(Buffer.from(sequence));
    t.strictSame(emulator.above(Infinity), []);
    t.ok(emulator.firstLine >= number, `${emulator.firstLine}`);
    emulator.write(Buffer.from('line\r\n'.repeat(10)));
    t.equal(emulator.above(Infinity).length, sequence === '\x1bc' ? 9 : 10);
  }
  t.end();
});
