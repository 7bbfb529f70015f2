// The history beside the emulator: held against xterm.js with a history of its own, which is long enough to lose nothing.
import fc from 'fast-check';
import t from 'tap';
import { Emulator } from '../../src/screen/emulator.ts';
import { HistoryEmulator } from '../../src/screen/history-emulator.ts';
import { portrait } from '../support/screen.ts';

const RUNS = { numRuns: 400 };
const PLENTY = 100_000;

type Step = string | readonly [cols: number, rows: number];

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', ' ', '漢', 'e\u0301', '\x1b[44mx\x1b[m', '\x1b[4:3mu\x1b[m'),
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
      ...['\x1b[?7h', '\x1bc', '\x1b[3J', '\x1b[5b', '\x1b#8'],
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

const plain = (emulator: Emulator): string[] =>
  emulator.above(Infinity).map((line) => {
    let out = '';
    for (let column = 0; column < emulator.cols; column++) {
      const content = line._data[column * 3] ?? 0;
      if (content >>> 22 === 0) continue;
      const code = content & 0x1fffff;
      out += content & 0x200000 ? line._combined[column] : code ? String.fromCodePoint(code) : ' ';
    }
    return out.trimEnd() + (line.isWrapped ? '+' : '');
  });

t.test('the screen is that of xterm.js with all of the history, and so is the history', (t) => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const [kept, whole] = [new HistoryEmulator(12, 5, PLENTY), new Emulator(12, 5, PLENTY)];
      return perform(kept, steps) === perform(whole, steps) && plain(kept).join('|') === plain(whole).join('|');
    }),
    RUNS,
  );
  t.end();
});
