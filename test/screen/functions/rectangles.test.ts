// Functions on rectangles do what xterm does (screen.c of version 410), and their result is
// restored after an attach.
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';
import { historyOf, portrait } from '../../support/judges/xterm-screen.ts';

const COLS = 10;
const ROWS = 4;
const SCREEN = ['abcdefghij', 'klmnopqrst', 'uvwxyzABCD', 'EFGHIJKLMN'];
const DRAWN = SCREEN.map((line, row) => `\x1b[${row + 1}H${line}`).join('') + '\x1b[2;3H';

function shown(text: string): Emulator {
  const emulator = new Emulator(COLS, ROWS, 30);
  emulator.write(Buffer.from(text));
  return emulator;
}

/** The rows, each cell with its width and its attributes, as in `portrait`. */
const cellsOf = (text: string): unknown => portrait(shown(text))['active'];

/** Functions, and output without them that draws the same. */
const TABLE: readonly (readonly [name: string, function_: string, same: string])[] = [
  ['DECFRA', '\x1b[88;2;3;3;5$x', '\x1b[2;3HXXX\x1b[3;3HXXX'],
  ['DECFRA of the whole screen', '\x1b[45$x', SCREEN.map((_, row) => `\x1b[${row + 1}H----------`).join('')],
  [
    'DECFRA in colours',
    '\x1b[1;44m\x1b[32;1;9;9;99$x\x1b[m',
    '\x1b[1;44m' + [1, 2, 3, 4].map((row) => `\x1b[${row};9H  `).join('') + '\x1b[m',
  ],
  ['DECFRA of a control', '\x1b[7;1;1;2;2$x', ''],
  ['DECFRA, backwards', '\x1b[88;3;3;2;5$x', ''],
  ['DECERA', '\x1b[2;2;3;4$z', '\x1b[2;2H   \x1b[3;2H   '],
  ['DECSERA', '\x1b[1;1;2;2${', '\x1b[1H  \x1b[2H  '],
  ['DECSERA of what is protected', '\x1b[1"q\x1b[1HPP\x1b["q\x1b[1;1;2;3${', '\x1b[1HPP \x1b[2H   '],
  ['DECCRA', '\x1b[1;1;2;3;1;3;5;1$v', '\x1b[3;5Habc\x1b[4;5Hklm'],
  ['DECCRA onto itself', '\x1b[1;1;2;3;1;2;2;1$v', '\x1b[2;2Habc\x1b[3;2Hklm'],
  ['DECCRA over the edge', '\x1b[1;1;4;9;1;3;8$v', '\x1b[3;8Habc\x1b[4;8Hklm'],
  ['DECCARA of a stream', '\x1b[2;8;3;9;1;7$r', '\x1b[1;7m\x1b[2;8Hrst\x1b[3HuvwxyzABC\x1b[m'],
  ['DECCARA of a rectangle', '\x1b[2*x\x1b[2;2;3;3;4$r', '\x1b[4m\x1b[2;2Hlm\x1b[3;2Hvw\x1b[m'],
  ['DECRARA', '\x1b[2*x\x1b[7m\x1b[1Ha\x1b[m\x1b[1;1;1;2;7$t', '\x1b[1;2H\x1b[7mb\x1b[m'],
  ['origin mode', '\x1b[2;3r\x1b[?6h\x1b[88;1;1;1;2$x\x1b[?6l\x1b[r', '\x1b[2HXX'],
];

t.test('each function draws what other output would draw', (t) => {
  for (const [name, function_, same] of TABLE)
    t.strictSame(cellsOf(DRAWN + function_), cellsOf(DRAWN + same), name);
  const { x, y } = shown(`${DRAWN}\x1b[88;1;1;4;4$x`).active;
  t.strictSame([x, y], [2, 1], 'the cursor stays');
  t.end();
});

t.test('a fill with default colours in force keeps the colours of the cells', (t) => {
  t.strictSame(cellsOf('\x1b[31;44mabc\x1b[m\x1b[88;1;1;1;2$x'), cellsOf('\x1b[31;44mXXc'));
  t.end();
});

t.test('cells that are empty are not marked in a stream, and are blanks in a rectangle', (t) => {
  t.strictSame(cellsOf('ab\x1b[1;1;1;4;7$r'), cellsOf('\x1b[7mab'), 'are not marked in a stream');
  t.strictSame(cellsOf('ab\x1b[2*x\x1b[1;1;1;4;7$r'), cellsOf('\x1b[7mab  '), 'are blanks in a rectangle');
  t.end();
});

t.test('a screen with rectangles and margins is restored', (t) => {
  const streams = [
    ...TABLE.map(([, function_]) => DRAWN + function_),
    `${DRAWN}\x1b[?69h\x1b[3;7s\x1b[2;3r\x1b[2;3H\x1b[44mxyz`,
    `${DRAWN}\x1b[?69h\x1b[3;7s\x1b[2;3r\x1b[2;3H\x1b[44mvwxyz`,
    `${DRAWN}\x1b[?69h\x1b[3;7s\x1b[?6h\x1b[2;3Hx`,
    `${DRAWN}\x1b[?1049h\x1b[?69h\x1b[3;7s\x1b[3S`,
  ];
  for (const stream of streams) {
    const model = new ScreenModel({ cols: COLS, rows: ROWS }, 30, {
      onAnswer: () => undefined,
      onFault: (error): never => {
        throw error;
      },
    });
    model.feed(Buffer.from(stream));
    const restored = model.restore() ?? '';
    for (const next of ['', 'nm', '\r\n\n\nq', '\x1b[Lz']) {
      const [there, here] = [shown(stream + next), shown(restored + next)];
      t.strictSame(portrait(here), portrait(there), JSON.stringify(stream + next));
      t.strictSame(historyOf(here).filter(Boolean), historyOf(there).filter(Boolean));
    }
  }
  t.end();
});

t.test('output after an attach can join the last character before it', (t) => {
  for (const [before, after] of [
    ['e', '\u0301'],
    ['abc', '\x1b[5b'],
    ['\x1b[31me', '\u0301'],
    ['漢', '\x1b[2b'],
    ['abcdefghij', '\u0301'],
    ['\x1b[?69h\x1b[3;7s\x1b[1;3Habcde', '\u0301'],
    ['e\x1b[C', '\u0301'],
  ] as const) {
    const model = new ScreenModel({ cols: COLS, rows: ROWS }, 30, {
      onAnswer: () => undefined,
      onFault: () => undefined,
    });
    model.feed(Buffer.from(before));
    const here = shown((model.restore() ?? '') + after);
    t.strictSame(portrait(here), portrait(shown(before + after)), JSON.stringify(before + after));
  }
  t.end();
});
