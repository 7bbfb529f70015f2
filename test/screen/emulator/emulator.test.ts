// Input at which xterm.js throws, or for which it would use unlimited memory, does no harm to the
// emulator.
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { MAX_LINKS } from '../../../src/screen/emulator/guards.ts';
import { sgr } from '../../../src/screen/snapshot/pen.ts';
import { portrait } from '../../support/judges/xterm-screen.ts';

const COLS = 12;
const ROWS = 5;

function shown(...pieces: string[]): Emulator {
  const emulator = new Emulator(COLS, ROWS, 30);
  for (const piece of pieces) emulator.write(Buffer.from(piece));
  return emulator;
}

const FULL = '0123456789ab'.repeat(ROWS);

t.test('ED 1 and DECSED 1 in the last column of a screen without a history erase all of it', (t) => {
  const corner = `\x1b[${ROWS};${COLS}H`;
  for (const screen of ['', '\x1b[?1049h']) {
    const erased = portrait(shown(`${screen}${FULL}\x1b[44m${corner}\x1b[2J`, '!'));
    for (const sequence of ['\x1b[1J', '\x1b[?1J', '\x1b[1;3J']) {
      const there = portrait(shown(`${screen}${FULL}\x1b[44m${corner}${sequence}`, '!'));
      t.strictSame(there, erased, JSON.stringify(screen + sequence));
    }
    const wraps = `${screen}${FULL}\x1b[44m`;
    t.strictSame(portrait(shown(`${wraps}\x1b[1J`, '!')), portrait(shown(`${wraps}\x1b[2J`, '!')));
  }
  t.end();
});

t.test('SGR 59 sets the default underline colour, and white stays white', (t) => {
  const pens: [string, string][] = [
    ['\x1b[4;58:2::1:2:3m\x1b[59m', '\x1b[0;4m'],
    ['\x1b[59m\x1b[31;4m', '\x1b[0;4;31m'],
    ['\x1b[59;4:3m', '\x1b[0;4:3m'],
    ['\x1b[4;58:2::255:255:255m', '\x1b[0;4;58:2::255:255:255m'],
    ['\x1b[58;5;9m\x1b[4m', '\x1b[0;4;58:5:9m'],
  ];
  for (const [set, pen] of pens) t.equal(sgr(shown(`${set}x`).attributes), pen, JSON.stringify(set));
  t.end();
});

t.test('a colour with colons has no colour space if it has three parts', (t) => {
  const pens: [string, string][] = [
    ['\x1b[38:2:1:2:3m', '\x1b[0;38;2;1;2;3m'],
    ['\x1b[38:2::1:2:3m', '\x1b[0;38;2;1;2;3m'],
    ['\x1b[38:2:9:1:2:3:0:0m', '\x1b[0;38;2;1;2;3m'],
    ['\x1b[1;48:2:1:2:3;3m', '\x1b[0;1;3;48;2;1;2;3m'],
    ['\x1b[4;58:2:1:2:3m', '\x1b[0;4;58:2::1:2:3m'],
    ['\x1b[38:5:99m', '\x1b[0;38;5;99m'],
  ];
  for (const [set, pen] of pens) t.equal(sgr(shown(`${set}x`).attributes), pen, JSON.stringify(set));
  t.end();
});

t.test('DECALN fills the screen without attributes, and the pen keeps them', (t) => {
  const lines = shown('\x1b[1;31;44;4:3m\x1b#8');
  t.equal(sgr(lines.attributes), '\x1b[0;1;4:3;31;44m');
  t.strictSame([...(lines.active.lines.get(0)?._data.subarray(0, 3) ?? [])], [(1 << 22) | 0x45, 0, 0]);
  t.end();
});

t.test('a saved cursor stays on its row of the screen, however much the history has grown', (t) => {
  for (const [text, x, y] of [
    ['a\r\nb\r\nc\r\nd\r\ne\x1b7\r\n1\r\n2\r\n3\x1b8', 1, 4],
    ['\x1b[2;3H\x1b7\x1b[5H\n\n\n\x1b8', 2, 1],
    ['\x1b[4;2H\x1b[s\x1b[5H\n\n\n\x1b[u', 1, 3],
    ['\x1b[5H\x1b[?1049h\x1b[5H\n\n\n\x1b[?1049l', 0, 4],
    ['a\r\nb\r\nc\r\nd\r\ne\x1b7\r\n1\x1b[3J\x1b8', 1, 4],
    ['\x1b[3H\x1b7\x1bc\x1b8', 0, 0],
    ['\x1b[2;4r\x1b7\x1b[?6h\x1b8\x1b[3;2H', 1, 2],
    ['\x1b[2;4r\x1b[?6h\x1b7\x1b[?6l\x1b8\x1b[2;2H', 1, 2],
    ['\x1b[2;4r\x1b[?6h\x1b8', 0, 0],
    ['\x1bc\x1b[2;4r\x1b[?6h\x1b7\x1b[?6l\x1b8\x1b[2;2H', 1, 2],
    ['\x1b[3H\x1b7\x1b[!p\x1b[5H\n\n\x1b8', 0, 0],
  ] as const) {
    const { active } = shown(text);
    t.strictSame([active.x, active.y], [x, y], JSON.stringify(text));
  }
  const smaller = shown(`${'line\r\n'.repeat(9)}\x1b[4;2H\x1b7`);
  smaller.resize(COLS, ROWS - 2);
  smaller.write(Buffer.from('\x1b8'));
  t.strictSame([smaller.active.x, smaller.active.y], [1, 2], 'on its line, in a smaller screen');
  t.end();
});

t.test('a saved cursor with a pending wrap still has it when it is restored', (t) => {
  for (const [text, x, y] of [
    ['0123456789ab\x1b7\x1b[H\x1b8', COLS, 0],
    ['0123456789ab\x1b7\x1b[H\x1b8c', 1, 1],
    ['0123456789ab\x1b[s\x1b[3H\x1b[uc', 1, 1],
    ['0123456789ab\x1b[?1049hx\x1b[?1049lc', 1, 1],
    [`\x1b[${COLS}G\x1b7\x1b[H\x1b8c`, COLS, 0],
  ] as const) {
    const { active } = shown(text);
    t.strictSame([active.x, active.y], [x, y], JSON.stringify(text));
  }
  const wider = shown('0123456789ab\x1b7');
  wider.resize(COLS + 4, ROWS);
  wider.write(Buffer.from('\x1b8c'));
  t.equal(wider.active.x, COLS + 1, 'a wider screen has room for it');
  t.end();
});

t.test('lines that scroll in have the background colour', (t) => {
  const rows = (portrait(shown('one\r\ntwo\x1b[44m\x1b[2T')) as { primary: string[] }).primary;
  const blank = '_1;44|'.repeat(COLS);
  t.strictSame(rows.slice(0, 4), [blank, blank, 'o1|n1|e1|', 't1|w1|o1|']);
  t.end();
});

t.test('CSI s with parameters does not save the cursor', (t) => {
  const { active } = shown('\x1b[2;2H\x1b[s\x1b[4;4H\x1b[2;4s\x1b[u');
  t.strictSame([active.x, active.y], [1, 1]);
  t.end();
});

t.test('protected characters (DECSCA) survive DECSED 1 in the last column', (t) => {
  const emulator = shown(`\x1b[1"qkept\x1b["qgone\x1b[${ROWS};${COLS}H\x1b[?1J`);
  const kept = portrait(shown(`kept\x1b[${ROWS};${COLS}H`));
  t.strictSame(portrait(emulator), kept);
  t.end();
});

t.test('ED 1 in other columns, and other ED, erase as usual', (t) => {
  const cases: [string, number, string][] = [
    ['\x1b[3;2H\x1b[1J', 2, '_1|_1|21|'],
    ['\x1b[3;12H\x1b[1J', 3, '01|11|'],
    ['\x1b[3;2H\x1b[J', 2, '01|'],
  ];
  for (const [sequence, row, start] of cases) {
    const { primary } = portrait(shown(FULL.slice(0, -1) + sequence)) as { primary: string[] };
    t.ok(primary[row]?.startsWith(start), `${JSON.stringify(sequence)} ${primary[row] ?? ''}`);
  }
  t.end();
});

t.test('a count of any size is carried out at once, with the right effect', (t) => {
  const most = 2 ** 31 - 1;
  const place = '\x1b[2;4r\x1b[3;3H\x1b[44m';
  for (const [final, enough] of [
    ['L', ROWS],
    ['M', ROWS],
    ['S', ROWS],
    ['T', ROWS],
    ['I', COLS],
    ['Z', COLS],
  ] as const) {
    for (const count of [1, 2, enough, most]) {
      const there = portrait(shown(FULL + place, `\x1b[${count}${final}`, '!'));
      const one = `\x1b[${final}`.repeat(Math.min(count, enough));
      t.strictSame(there, portrait(shown(FULL + place, one, '!')), `${count} ${final}`);
    }
  }
  for (const [text, count] of [
    ['a', 7],
    ['a', COLS * ROWS - 1],
    ['e\u0301', 9_999],
    ['a', most],
  ] as const) {
    const most = 3 * COLS * ROWS;
    const there = portrait(shown('line', text, `\x1b[${count}b`, '!'));
    const same = text.repeat(count > most ? most + (count % COLS) : count);
    t.strictSame(there, portrait(shown('line', text, same, '!')), `${JSON.stringify(text)} ${count} times`);
  }
  t.end();
});

t.test('a cell keeps a limited number of combining characters', (t) => {
  const emulator = shown(`a${'\u0301'.repeat(100_000)}b`);
  const text = emulator.primary.lines.get(0)?._combined[0] ?? '';
  t.ok(text.startsWith('a\u0301\u0301'));
  t.ok(text.length <= 64, `${text.length}`);
  t.equal(emulator.primary.x, 2);
  t.end();
});

t.test('a cell that is printed again takes combining characters again', (t) => {
  const emulator = shown(`a${'\u0301'.repeat(100)}\rx\u0302`);
  t.equal(emulator.primary.lines.get(0)?._combined[0], 'x\u0302');
  t.end();
});

t.test('a title that is too long is ignored', (t) => {
  for (const number of [0, 2]) {
    t.equal(shown(`\x1b]${number};short\x07`, `\x1b]${number};${'x'.repeat(5000)}\x07`).title, 'short');
    t.equal(shown(`\x1b]${number};${'x'.repeat(4000)}\x07`).title, 'x'.repeat(4000));
  }
  t.end();
});

t.test('a control string of any length does not fill the memory', (t) => {
  for (const opening of ['\x1b]2;', '\x1b]8;;', '\x1bP$q']) {
    const emulator = shown(opening);
    const chunk = Buffer.alloc(65_536, 'x');
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 64; count++) emulator.write(chunk);
    const grown = process.memoryUsage().heapUsed - before;
    t.ok(grown < 64 * chunk.length * 10, `${JSON.stringify(opening)} ${grown} bytes`);
    emulator.write(Buffer.from('\x1b\\seen\x1b]2;title\x07'));
    t.equal(emulator.title, 'title');
    t.equal(emulator.primary.x, 4);
  }
  t.end();
});

const link = (uri: string): string => `\x1b]8;;${uri}\x1b\\`;

/** The link targets of the first cells of the first line. */
function targets(emulator: Emulator, count: number): (string | undefined)[] {
  const line = emulator.primary.lines.get(0);
  return Array.from({ length: count }, (_, column) =>
    emulator.link(line?._extendedAttrs[column]?.urlId ?? 0)?.uri.slice(0, 20),
  );
}

t.test('a hyperlink that is too long is ignored, and ends the previous one', (t) => {
  const emulator = shown(`${link('http://a')}a${link(`http://${'x'.repeat(10_000)}`)}b${link('http://c')}c`);
  t.strictSame(targets(emulator, 3), ['http://a', undefined, 'http://c']);
  t.end();
});

t.test('a limited number of hyperlinks is kept at a time', (t) => {
  const emulator = new Emulator(COLS, ROWS, 2 * MAX_LINKS);
  const lines = Array.from({ length: MAX_LINKS + 10 }, (_, index) => `${link(`http://${index}`)}a\r\n`);
  for (const line of lines) emulator.write(Buffer.from(line));
  t.strictSame(targets(emulator, 1), ['http://0']);
  t.equal(emulator.attributes.extended.urlId, 0);
  // Once no cell has them any longer there is room again.
  emulator.write(Buffer.from('\x1bc'));
  for (const line of lines.slice(0, 300)) emulator.write(Buffer.from(line.trimEnd()));
  emulator.write(Buffer.from('\r' + link('http://again') + 'a'));
  t.equal(emulator.link(emulator.attributes.extended.urlId)?.uri, 'http://again');
  t.end();
});

t.test('hyperlinks that were overwritten make room for others', (t) => {
  const emulator = shown('\x1b[?1049h');
  for (let index = 0; index < 3 * MAX_LINKS; index++)
    emulator.write(Buffer.from(`\r${link(`http://${index}`)}a`));
  const id = emulator.active.lines.get(0)?._extendedAttrs[0]?.urlId ?? 0;
  t.equal(emulator.link(id)?.uri, `http://${3 * MAX_LINKS - 1}`);
  t.end();
});

t.test('a hyperlink whose line is removed before anything is printed with it stays open', (t) => {
  for (const gone of [
    '\x1b[2J',
    '\x1b[M',
    '\x1b[5;1H\n\n\n\x1b[H',
    '\x1b[?1049h\x1b[?1049l',
    '\x1b[2S',
    '\x1b[2J\x1b[2;5H\x1b[M\x1b[H',
  ]) {
    const emulator = new Emulator(COLS, ROWS, 0);
    emulator.write(Buffer.from(`${link('http://a')}${gone}\x1b[Ha`));
    t.strictSame(targets(emulator, 1), ['http://a'], JSON.stringify(gone));
    const id = emulator.attributes.extended.urlId;
    emulator.write(Buffer.from(`\x1b[2J${link('http://b')}`));
    t.equal(emulator.link(id), undefined, 'it is forgotten once it is closed');
  }
  const alternate = shown(`\x1b[?1049h${link('http://a')}\x1b[?47l\x1b[Ha`);
  t.strictSame(targets(alternate, 1), ['http://a'], 'opened on the alternate screen');
  t.end();
});
