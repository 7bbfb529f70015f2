// Left and right margins: the part between them is like a screen of its own, and the rest stays as
// it is.
import fc from 'fast-check';
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { seen } from '../../../src/screen/emulator/cells.ts';

const rowsOf = ({ active, rows, cols }: Emulator): string[] =>
  Array.from({ length: rows }, (_, row) => {
    const line = active.lines.get(active.ybase + row);
    let out = '';
    for (let column = 0; line && column < cols; column++) {
      const { text, width } = seen(line, column);
      // A wide character whose second half was overwritten is not visible.
      const whole = width < 2 || (column + 1 < cols && seen(line, column + 1).width === 0);
      if (width > 0) out += text === '' || !whole ? ' ' : text;
    }
    return out;
  });

function shown(text: string, cols = 12, rows = 6): Emulator {
  const emulator = new Emulator(cols, rows, 30);
  emulator.write(Buffer.from(text));
  return emulator;
}

/**
 * Six rows of letters, each beginning with its number; margins from column 4 to 9, and rows 2 to 5.
 */
const SCREEN = Array.from({ length: 6 }, (_, row) => `\x1b[${row + 1}H${row + 1}bcdefghijkl`).join('');
const MARGINS = '\x1b[?69h\x1b[4;9s\x1b[2;5r';
const START = [
  '1bcdefghijkl',
  '2bcdefghijkl',
  '3bcdefghijkl',
  '4bcdefghijkl',
  '5bcdefghijkl',
  '6bcdefghijkl',
];
const changed = (rows: Record<number, string>): string[] =>
  START.map((line, index) => {
    const middle = rows[index + 1];
    return middle === undefined ? line : line.slice(0, 3) + middle + line.slice(9);
  });
const BLANK = '      ';

/** What is done at a place, and the rows that it changes, between the margins. */
const TABLE: readonly (readonly [
  name: string,
  done: string,
  rows: Record<number, string>,
  cursor: [number, number],
])[] = [
  ['SU', '\x1b[S', { 5: BLANK }, [0, 0]],
  ['SD', '\x1b[2T', { 2: BLANK, 3: BLANK }, [0, 0]],
  ['LF at the bottom', '\x1b[5;6H\n', { 5: BLANK }, [5, 4]],
  ['LF at the bottom, outside', '\x1b[5;1H\n', {}, [0, 4]],
  ['IND', '\x1b[5;9H\x1bD', { 5: BLANK }, [8, 4]],
  ['RI at the top', '\x1b[2;6H\x1bM', { 2: BLANK }, [5, 1]],
  ['RI at the top, outside', '\x1b[2;11H\x1bM', {}, [10, 1]],
  ['NEL', '\x1b[5;6H\x1bE', { 5: BLANK }, [3, 4]],
  ['IL', '\x1b[3;6H\x1b[L', { 3: BLANK }, [3, 2]],
  ['IL outside', '\x1b[3;2H\x1b[L', {}, [1, 2]],
  ['DL', '\x1b[4;6H\x1b[9M', { 4: BLANK, 5: BLANK }, [3, 3]],
  ['ICH', '\x1b[3;6H\x1b[2@', { 3: 'de  fg' }, [5, 2]],
  ['ICH outside', '\x1b[3;11H\x1b[2@', {}, [10, 2]],
  ['DCH', '\x1b[3;6H\x1b[2P', { 3: 'dehi  ' }, [5, 2]],
  ['DECIC', "\x1b[3;6H\x1b['}", { 2: 'de fgh', 3: 'de fgh', 4: 'de fgh', 5: 'de fgh' }, [5, 2]],
  ['DECDC', "\x1b[3;6H\x1b[2'~", { 2: 'dehi  ', 3: 'dehi  ', 4: 'dehi  ', 5: 'dehi  ' }, [5, 2]],
  ['SL', '\x1b[3;6H\x1b[ @', { 2: 'efghi ', 3: 'efghi ', 4: 'efghi ', 5: 'efghi ' }, [5, 2]],
  ['SR', '\x1b[3;6H\x1b[ A', { 2: ' defgh', 3: ' defgh', 4: ' defgh', 5: ' defgh' }, [5, 2]],
  ['SL, the cursor outside', '\x1b[6;6H\x1b[ @', {}, [5, 5]],
  ['DECBI', '\x1b[3;4H\x1b6', { 2: ' defgh', 3: ' defgh', 4: ' defgh', 5: ' defgh' }, [3, 2]],
  ['DECBI within', '\x1b[3;6H\x1b6', {}, [4, 2]],
  ['DECFI', '\x1b[3;9H\x1b9', { 2: 'efghi ', 3: 'efghi ', 4: 'efghi ', 5: 'efghi ' }, [8, 2]],
  ['a line that wraps', '\x1b[3;7HWXYZ', { 3: 'defWXY', 4: 'Zefghi' }, [4, 3]],
  ['a full line, and LF', '\x1b[3;7HWXY\nZ', { 3: 'defWXY', 4: 'defghZ' }, [8, 3]],
  ['a full line, and CR', '\x1b[3;7HWXY\rZ', { 3: 'ZefWXY' }, [4, 2]],
  ['a full line, and BS', '\x1b[3;7HWXY\bZ', { 3: 'defWZY' }, [8, 2]],
  ['without DECAWM', '\x1b[?7l\x1b[3;7HWXYZ', { 3: 'defWXZ' }, [8, 2]],
  ['insert mode from the left of the margins on', '\x1b[4h\x1b[3;2HbcXY', { 3: 'XYdefg' }, [5, 2]],
  ['insert mode', '\x1b[4h\x1b[3;6HXY', { 3: 'deXYfg' }, [7, 2]],
  ['CR from the left', '\x1b[3;2H\r', {}, [0, 2]],
  ['CUF and CUB stop', '\x1b[3;6H\x1b[99CX\x1b[99DY', { 3: 'YefghX' }, [4, 2]],
  ['HT stops', '\x1b[3;6H\t\tX', { 3: 'defghX' }, [8, 2]],
  ['REP', '\x1b[3;6HX\x1b[5b', { 3: 'deXXXX', 4: 'XXfghi' }, [5, 3]],
  ['origin mode', '\x1b[?6h\x1b[2;3HX\x1b[99;99HY\x1b[2GZ', { 3: 'deXghi', 5: 'dZfghY' }, [5, 4]],
  ['DECALN ends them', '\x1b#8\x1b[1;9HXY', {}, [10, 0]],
  ['DECSTR ends them', '\x1b[!p\x1b[3;9HXY', {}, [10, 2]],
  ['the whole width', '\x1b[s\x1b[3;8HWXYZ', {}, [11, 2]],
];

t.test('each function changes only the rows between the margins', (t) => {
  for (const [name, done, rows, cursor] of TABLE) {
    const emulator = shown(SCREEN + MARGINS + done);
    const { x, y } = emulator.active;
    t.strictSame([x, y], cursor, `${name}: the cursor`);
    if (!/them|whole/.test(name)) t.strictSame(rowsOf(emulator), changed(rows), name);
  }
  t.end();
});

t.test('without the mode there are no margins', (t) => {
  const there = rowsOf(shown(`${SCREEN}\x1b[3;7HWXYZ\x1b[S`));
  t.strictSame(rowsOf(shown(`${SCREEN}\x1b[4;9s\x1b[3;7HWXYZ\x1b[S`)), there);
  t.strictSame(rowsOf(shown(`${SCREEN}\x1b[?69h\x1b[4;9s\x1b[?69l\x1b[3;7HWXYZ\x1b[S`)), there);
  const resized = shown(`${SCREEN}\x1b[?69h\x1b[4;9s`);
  resized.resize(12, 5);
  resized.resize(12, 6);
  t.strictSame([resized.margins.left, resized.margins.right], [0, 11]);
  const again = shown('\x1b[?69h\x1b[4;9s\x1b[?69h\x1b[s\x1b[2;7r\x1b[s');
  t.strictSame([again.margins.left, again.margins.right], [0, 11], 'all functions are as before');
  t.end();
});

const WIDE = 9;
const HIGH = 4;
const count = fc.integer({ min: 1, max: 12 });
const piece = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '漢', 'e\u0301'), maxLength: 14 }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '\r',
      '\n',
      '\b',
      '\r\n',
      '\x1bM',
      '\x1bD',
      '\x1bE',
      '\x1b[4h',
      '\x1b[4l',
      '\x1b6',
      '\x1b9',
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        count,
        fc.constantFrom(
          'A',
          'B',
          'C',
          'D',
          'E',
          'F',
          'G',
          '@',
          'P',
          'L',
          'M',
          'S',
          'T',
          "'}",
          "'~",
          ' @',
          ' A',
          'd',
          '`',
          'b',
        ),
      )
      .map(([n, final]) => `\x1b[${n}${final}`),
  },
  { weight: 2, arbitrary: fc.tuple(count, count).map(([row, column]) => `\x1b[${row};${column}H`) },
);

t.test('any output between margins has the effect that it has on a screen of that size', (t) => {
  const [left, top, cols, rows] = [5, 3, 20, 9];
  const region = `\x1b[${top};${top + HIGH - 1}r`;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const stream = pieces.join('');
      const small = shown(`\x1b[?6h${stream}`, WIDE, HIGH);
      const large = new Emulator(cols, rows, 30);
      const fill = Array.from({ length: rows }, (_, row) => `\x1b[${row + 1}H${'#'.repeat(cols)}`).join('');
      const clear = Array.from({ length: HIGH }, (_, row) => `\x1b[${top + row};${left}H\x1b[${WIDE}X`).join(
        '',
      );
      large.write(Buffer.from(`${fill}${clear}\x1b[?69h\x1b[${left};${left + WIDE - 1}s${region}\x1b[?6h`));
      large.write(Buffer.from(stream));
      const inner = rowsOf(small);
      const outer = rowsOf(large);
      const expected = Array.from({ length: rows }, (_, row) => {
        const line = inner[row - top + 1];
        if (line === undefined) return '#'.repeat(cols);
        return '#'.repeat(left - 1) + line + '#'.repeat(cols - left - WIDE + 1);
      });
      const place = [large.active.x - left + 1, large.active.y - top + 1];
      const there = [Math.min(small.active.x, WIDE - 1), small.active.y];
      if (
        JSON.stringify(outer) !== JSON.stringify(expected) ||
        JSON.stringify(place) !== JSON.stringify(there)
      )
        throw new Error(
          `${JSON.stringify(stream)}\n${outer.join('\n')}\nnot\n${expected.join('\n')}\ncursor ${place.join()} not ${there.join()}`,
        );
    }),
    { numRuns: Number(process.env['TDETACH_TEST_RUNS'] ?? 500) },
  );
  t.end();
});
