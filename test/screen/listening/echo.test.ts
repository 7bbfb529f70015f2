// The echo of typed lines is told from the answer, as line disciplines and line editors draw it.
import t from 'tap';
import { TextSearch } from '../../../src/screen/listening/text-search.ts';
import type { Found } from '../../../src/screen/listening/text-search.ts';

const SIZE = { cols: 40, rows: 8 };

interface Case {
  readonly title: string;
  /** The output before the line is typed, before the wait begins, and after it. */
  readonly output: readonly [before: string, between: string, after: string];
  readonly lines?: readonly string[];
  readonly pattern?: RegExp;
  /**
   * What the output ends with at the first match that is not an echo; undefined if there is none.
   */
  readonly until?: string | undefined;
  readonly cols?: number;
}

function findIn({
  output,
  lines = ['echo DONE'],
  pattern = /DONE/,
  cols = SIZE.cols,
}: Case): Found | undefined {
  const [before, between, after] = output;
  const typed = lines.map((text) => ({ from: before.length, text }));
  const watch = new TextSearch({
    patterns: [pattern],
    isShown: false,
    size: { ...SIZE, cols },
    history: 0,
    seq: 0,
    typed,
  });
  watch.pass(Buffer.from(before + between));
  watch.blank();
  return watch.feed(Buffer.from(after));
}

const EDITOR = '\x1b[?2004h';
const LONG = `echo ${'x'.repeat(60)} DONE`;

const CASES: readonly Case[] = [
  { title: 'a terminal in line mode', output: ['$ ', '', 'echo DONE\r\n'] },
  {
    title: 'a terminal in line mode, and the answer',
    output: ['$ ', '', 'echo DONE\r\nDONE'],
    until: 'DONE\r\nDONE',
  },
  { title: 'an echo in which the wait begins', output: ['$ ', 'echo DO', 'NE\r\n'] },
  {
    title: 'an echo in which the wait begins, and the answer',
    output: ['$ ', 'echo DO', 'NE\r\nDONE'],
    until: 'NE\r\nDONE',
  },
  {
    title: 'an editor that draws parts anew',
    output: [`${EDITOR}% `, 'echo DONE', '\r\x1b[7C\x1b[32mDONE\x1b[0m\r\n'],
  },
  {
    title: 'an editor that draws the prompt anew',
    output: [`${EDITOR}% `, 'echo DONE', '\r\x1b[J% echo DONE\r\n'],
  },
  { title: 'a line over three rows', output: ['$ ', '', `${LONG}\r\n`], lines: [LONG], cols: 30 },
  {
    title: 'a line that an editor breaks itself',
    output: ['>>> ', '', `${LONG.slice(0, 16)}\r\n${LONG.slice(16, 36)}\r\n${LONG.slice(36)}\r\n`],
    lines: [LONG],
    cols: 20,
  },
  { title: 'a tab', output: ['$ ', '', 'echo    DONE\r\n'], lines: ['echo\tDONE'] },
  {
    title: 'typed ahead: echoed at once, then at the prompt',
    output: ['', '', `echo DONE\r\nmade\r\n${EDITOR}host:~ $ echo DONE\r\n`],
  },
  {
    title: 'typed ahead, and the answer',
    output: ['', '', 'echo DONE\r\nmade\r\n>>> echo DONE\r\nDONE'],
    until: '>>> echo DONE\r\nDONE',
  },
  { title: 'an exotic prompt of an editor', output: ['', '', `echo DONE\r\n${EDITOR}(here): echo DONE\r\n`] },
  { title: 'a prompt that comes later than the text', output: ['DONE\r\n', '', `${EDITOR}$ echo DONE\r\n`] },
  {
    title: 'several lines at once',
    output: ['$ ', '', 'echo DONE\r\necho DONE too\r\n'],
    lines: ['echo DONE', 'echo DONE too'],
  },
  // Answers that read like the echo.
  { title: 'cat', output: ['', '', 'DONE\r\nDONE'], lines: ['DONE'], until: 'DONE\r\nDONE' },
  { title: 'a value', output: ['>>> ', '', '42\r\n42'], lines: ['42'], pattern: /42/, until: '42\r\n42' },
  {
    title: 'a program that quotes',
    output: ['', '', 'DONE\r\nyou typed: DONE'],
    lines: ['DONE'],
    until: 'typed: DONE',
  },
  {
    title: 'an error that names the command',
    output: [`${EDITOR}$ `, 'DONE', '\r\nbash: DONE: command not found'],
    lines: ['DONE'],
    until: 'bash: DONE',
  },
  { title: 'an answer on the same row', output: ['password: ', '', ' DONE'], until: ' DONE' },
  {
    title: 'an echo that is cleared away',
    output: ['$ ', '', 'echo DONE\r\n\x1b[H\x1b[JDONE'],
    until: '\x1b[JDONE',
  },
  {
    title: 'a match that begins in the echo and ends after it',
    output: ['$ ', '', 'echo DONE\r\nDONE'],
    pattern: /echo DONE\nDONE/,
    until: 'DONE\r\nDONE',
  },
  {
    title: 'a whole line with the prompt',
    output: ['', '', `echo DONE\r\n$ echo DONE\r\n`],
    pattern: /^.*DONE$/,
  },
];

for (const one of CASES) {
  t.test(`the echo is told from the answer: ${one.title}`, (t) => {
    const [before, between, after] = one.output;
    const found = findIn(one);
    if (one.until === undefined) t.equal(found, undefined);
    else
      t.ok(
        found && (before + between + after).slice(0, found.seq).endsWith(one.until),
        JSON.stringify(found),
      );
    t.end();
  });
}

t.test('no echo is found in output in any parts, in the midst of it either', (t) => {
  for (const one of CASES) {
    const [before, between, after] = one.output;
    const { lines = ['echo DONE'], pattern = /DONE/, cols = SIZE.cols } = one;
    const typed = lines.map((text) => ({ from: before.length, text }));
    const size = { ...SIZE, cols };
    const watch = new TextSearch({ patterns: [pattern], isShown: false, size, history: 0, seq: 0, typed });
    watch.pass(Buffer.from(before + between));
    watch.blank();
    let found: Found | undefined;
    for (const byte of Buffer.from(after)) found ??= watch.feed(Buffer.of(byte));
    t.equal(found === undefined, one.until === undefined, one.title);
  }
  t.end();
});
