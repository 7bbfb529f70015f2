// Columns as current terminals count them, with Ghostty's engine as the judge: every code point,
// clusters, scripts, and lines that wrap. For each difference the reason is given here.
import { eastAsianWidth } from 'get-east-asian-width';
import t from 'tap';
import { columnsOf } from '../../../src/screen/widths/text-columns.ts';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { loadWidths, widthOf } from '../../../src/screen/widths/width-table.ts';
import { Ghostty } from '../../support/judges/ghostty.ts';

const COLS = 80;
const ROWS = 24;
/**
 * The engine counts clusters from its start; without the mode a program is counted by code points.
 */
const BY_POINT = '\x1b[?2027l';
const BY_CLUSTER = '\x1b[?2027h';

const NEWER = 'newer than Unicode 16, which the engine has';

/**
 * Code points with other columns in Ghostty's engine: first, last, columns here, columns there,
 * reason.
 */
const DIFFER: readonly (readonly [number, number, number, number, string])[] = [
  [0x05c8, 0x05c9, 0, 1, NEWER],
  [0x0b53, 0x0b54, 0, 1, NEWER],
  [0x115f, 0x115f, 2, 0, 'Hangul filler: wide by Unicode, and in glibc'],
  [0x1acf, 0x1af0, 0, 1, NEWER],
  [0x2e3a, 0x2e3b, 1, 2, 'dashes as long as two or three: narrow by Unicode, and in glibc'],
  [0xfff9, 0xfffb, 0, 1, 'interlinear annotation: format characters, nothing in glibc'],
  [0x10ecb, 0x10ecf, 0, 1, NEWER],
  [0x10ef0, 0x10efb, 0, 1, NEWER],
  [0x11b60, 0x11b66, 0, 1, NEWER],
  [0x11df0, 0x11df0, 0, 1, NEWER],
  [0x13430, 0x1343f, 0, 1, 'hieroglyph joiners: format characters, nothing in glibc'],
  [0x16d63, 0x16d6a, 1, 0, 'vowels of Kirat Rai: letters by Unicode, which have a column in glibc'],
  [0x16ff2, 0x16ff6, 2, 1, NEWER],
  [0x187f8, 0x18df2, 2, 1, NEWER],
  [0x18e00, 0x191d2, 2, 1, NEWER],
  [0x1b123, 0x1b168, 2, 1, NEWER],
  [0x1d127, 0x1d128, 0, 1, NEWER],
  [0x1d25b, 0x1d25c, 0, 1, NEWER],
  [0x1e6e3, 0x1e6f5, 0, 1, NEWER],
  [0x1f1ae, 0x1f1ae, 2, 1, NEWER],
  [0x1f6d8, 0x1faff, 2, 1, NEWER],
];

loadWidths();

const hex = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

function* codePoints(): Generator<number> {
  for (let code = 0xa0; code < 0x20000; code++) if (code < 0xd800 || code >= 0xe000) yield code;
  for (const plane of [0x20000, 0x30000, 0xe0000, 0xf0000, 0x100000]) {
    for (let code = plane; code < plane + 0x1000; code++) yield code;
    for (let code = plane + 0xff00; code < plane + 0x10000; code++) yield code;
  }
}

/** The same output in both: the emulator, and the judge. */
class Both {
  readonly emulator: Emulator;
  readonly ghostty: Ghostty;

  constructor(output: string, cols = COLS, rows = ROWS) {
    this.emulator = new Emulator(cols, rows, 0);
    this.ghostty = new Ghostty(cols, rows);
    this.write(output);
  }

  write(output: string): void {
    this.emulator.write(Buffer.from(output));
    this.ghostty.write(output);
  }

  /** The cursor's column in each. */
  get columns(): readonly [number, number] {
    return [Math.min(this.emulator.active.x, this.emulator.cols - 1), this.ghostty.cursor.column];
  }
}

t.test('a code point has the columns that it has in Ghostty, except for those with a reason', (t) => {
  const both = new Both(BY_POINT);
  const unlike: string[] = [];
  for (const code of codePoints()) {
    both.write(`\raa${String.fromCodePoint(code)}`);
    const [here = 0, there = 0] = both.columns.map((column) => column - 2);
    if (here !== widthOf(code))
      unlike.push(`${hex(code)} ${here} in the emulator, ${widthOf(code)} elsewhere`);
    const reason = DIFFER.find(([first, last, ours, theirs]) => {
      return code >= first && code <= last && ours === here && theirs === there;
    });
    if (here !== there && !reason) unlike.push(`${hex(code)} ${here}, ${there} in Ghostty`);
  }
  t.strictSame(unlike, []);
  t.end();
});

t.test('what Unicode calls wide has two columns', (t) => {
  // Marks of East Asian scripts are wide, and are in the cell of the letter before them.
  const MARKS = [0x302a, 0x302b, 0x302c, 0x302d, 0x3099, 0x309a, 0x3164, 0x16fe4];
  const narrow: string[] = [];
  for (let code = 0; code < 0x110000; code++) {
    if (eastAsianWidth(code) === 2 && widthOf(code) !== 2 && !MARKS.includes(code)) narrow.push(hex(code));
  }
  t.strictSame(narrow, []);
  t.end();
});

/** Texts, their columns by code point, and by cluster. */
const CLUSTERS: readonly (readonly [string, number, number])[] = [
  ['✅', 2, 2],
  ['⏳', 2, 2],
  ['😀', 2, 2],
  ['🫠', 2, 2],
  ['🛜', 2, 2],
  ['\u26a0\ufe0f', 1, 2],
  ['❤\ufe0f', 1, 2],
  ['1\ufe0f\u20e3', 1, 2],
  ['©\ufe0f', 1, 2],
  ['⌚\ufe0e', 2, 1],
  ['👨\u200d👩\u200d👧', 6, 2],
  ['👍🏽', 4, 2],
  ['✅🏽', 4, 4],
  ['🇩🇪', 4, 2],
  ['🇩🇪🇫🇷🇮', 10, 6],
  ['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 2, 2],
  ['e\u0301', 1, 1],
  ['a\u1ab0', 1, 1],
  ['각', 2, 2],
  ['\u1100\u1161\u11a8', 2, 2],
  ['किक्षि', 5, 3],
  ['กำ', 2, 1],
  ['\u{1b000}', 2, 2],
  ['\u{17000}', 2, 2],
  ['\u{1b170}', 2, 2],
  ['a\u200bb', 2, 2],
];

t.test('a cluster has the columns of its code points, and with mode 2027 those of one character', (t) => {
  for (const [text, byPoint, byCluster] of CLUSTERS) {
    t.strictSame(new Both(BY_POINT + text).columns, [byPoint, byPoint], JSON.stringify(text));
    t.strictSame(
      new Both(BY_CLUSTER + text).columns,
      [byCluster, byCluster],
      `${JSON.stringify(text)}, 2027`,
    );
    t.equal(columnsOf(text), byPoint, `${JSON.stringify(text)} elsewhere`);
  }
  t.end();
});

t.test('mode 2027 takes effect from its place on', (t) => {
  const cases: readonly (readonly [string, number])[] = [
    [`👍🏽${BY_CLUSTER}👍🏽${BY_POINT}👍🏽`, 10],
    [`${BY_CLUSTER}\x1b[?2027s\x1b[?2027l\x1b[?2027r👍🏽`, 2],
    ['\x1b[?25;2027h👍🏽', 2],
  ];
  for (const [text, columns] of cases)
    t.strictSame(new Both(BY_POINT + text).columns, [columns, columns], JSON.stringify(text));
  // After RIS the engine counts clusters again.
  t.equal(new Both(`${BY_CLUSTER}\x1bc👍🏽`).emulator.active.x, 4);
  t.end();
});

const SCRIPTS: Readonly<Record<string, string>> = {
  Latin: 'Äpfel, naïve, cafe\u0301',
  Greek: 'Καλημέρα κόσμε',
  Cyrillic: 'Привет, мир',
  Hebrew: 'שָׁלוֹם עוֹלָם',
  Arabic: 'مَرْحَبًا بِالعَالَم',
  Devanagari: 'नमस्ते दुनिया',
  Tamil: 'வணக்கம் உலகம்',
  Thai: 'สวัสดีชาวโลก ทำ',
  Tibetan: 'བོད་སྐད་',
  Chinese: '你好，世界。𠮷',
  Japanese: 'こんにちは、世界 ﾊﾛｰ が',
  Korean: '안녕하세요 세계 한글',
};

t.test('texts in twelve scripts have the cells that they have in Ghostty', (t) => {
  for (const [script, text] of Object.entries(SCRIPTS)) {
    for (const mode of [BY_POINT, BY_CLUSTER]) {
      const both = new Both(`${mode}${text}|`);
      const [ours, theirs] = both.columns;
      t.equal(ours, theirs, script);
      const bars = both.ghostty.screen()[0]?.findIndex((cell) => cell.text === '|');
      t.equal(ours - 1, bars, script);
    }
  }
  t.end();
});

t.test('lines of emoji wrap where they do in Ghostty', (t) => {
  for (const [text, count, cols] of [
    ['✅', 50, 80],
    ['✅', 50, 79],
    ['👍🏽', 30, 79],
    ['\u26a0\ufe0f', 100, 80],
    ['🇩🇪', 25, 81],
    ['日', 41, 81],
  ] as const) {
    for (const mode of [BY_POINT, BY_CLUSTER]) {
      const both = new Both(mode + text.repeat(count), cols);
      t.strictSame(
        [both.columns[0], both.emulator.active.y],
        [both.columns[1], both.ghostty.cursor.row],
        text,
      );
    }
  }
  const { emulator } = new Both(BY_POINT + '✅'.repeat(50));
  t.strictSame([emulator.active.x, emulator.active.y], [20, 1], '40 and 10');
  t.end();
});

t.test('a mark joins the letter on its left, even after a control function', (t) => {
  for (const between of ['', '\x1b[m', '\x1b[1;31m', '\x1b]2;title\x07', '\x1b[1;2H']) {
    const { emulator } = new Both(`${BY_POINT}e${between}\u0301x`);
    const line = emulator.active.lines.get(0);
    t.equal(line?._combined[0], 'e\u0301', JSON.stringify(between));
    t.equal(emulator.active.x, 2);
  }
  t.strictSame(new Both(`${BY_POINT}\u0301x`).columns, [1, 1], 'nothing is on its left');
  t.strictSame(new Both(`${BY_POINT}日\x1b[m\u0301x`).columns, [3, 3]);
  t.strictSame(new Both(`${BY_CLUSTER}👍\x1b[m🏽x`).columns, [3, 3]);
  t.strictSame(new Both(`${BY_CLUSTER}🇩\x1b[m🇪🇫x`).columns, [5, 5]);
  t.end();
});
