// Marks of shells are found with their values and places, however the output is cut.
import os from 'node:os';
import fc from 'fast-check';
import t from 'tap';
import { ShellMarks } from '../../../src/screen/listening/shell-marks.ts';

function read(parts: readonly Buffer[], seq = 0): unknown[] {
  const found: unknown[] = [];
  const marks = new ShellMarks(
    {
      prompt: ({ from, to }) => found.push(['A', from, to]),
      input: ({ from, to }) => found.push(['B', from, to]),
      started: ({ from, to }, line) => found.push(['C', from, to, line]),
      ended: ({ from, to }, status) => found.push(['D', from, to, status]),
      folder: (path) => found.push(['folder', path]),
      progress: (progress) => found.push(['progress', progress]),
    },
    seq,
  );
  for (const part of parts) marks.feed(part);
  return found;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

const CASES: readonly (readonly [name: string, text: string, found: readonly unknown[]])[] = [
  ['nothing', 'a\x1b[1mb\r\n', []],
  ['a prompt', 'x\x1b]133;A\x07$ \x1b]133;B\x1b\\', [['A', 1, 9], ['B', 11, 20]]], // prettier-ignore
  ['a command', '\x1b]133;C\x07hi\x1b]133;D;3\x07', [['C', 0, 8, undefined], ['D', 10, 20, 3]]], // prettier-ignore
  ['an end without a status', '\x1b]133;D\x07', [['D', 0, 8, undefined]]],
  ['an end with other options', '\x1b]133;D;;aid=3\x07', [['D', 0, 15, undefined]]],
  ['a negative status', '\x1b]133;D;-1\x07', [['D', 0, 11, 255]]],
  ['a continuation prompt', '\x1b]133;A;k=s\x07', []],
  ['a command line', '\x1b]133;C;cmdline_url=echo%20%c3%a9%3B\x07', [['C', 0, 37, 'echo é;']]],
  [
    "VS Code's command line",
    '\x1b]633;E;a\\x3bb\\\\c;nonce\x07\x1b]633;C\x07\x1b]633;D;1\x07',
    [
      ['C', 24, 32, 'a;b\\c'],
      ['D', 32, 42, 1],
    ],
  ],
  ["VS Code's folder", '\x1b]633;P;Cwd=/tmp/a\\x20b\x07', [['folder', '/tmp/a b']]],
  ['a folder', '\x1b]7;file:///tmp/%c3%a9\x07', [['folder', '/tmp/é']]],
  ['a folder of this machine', `\x1b]7;file://${os.hostname()}/a\x07`, [['folder', '/a']]],
  ['a folder that is not encoded', '\x1b]7;kitty-shell-cwd://localhost/a%20\x07', [['folder', '/a%20']]],
  ['a folder of another machine', '\x1b]7;file://elsewhere.example/a\x07', []],
  ['progress', '\x1b]9;4;1;50\x07', [['progress', { state: 1, percent: 50 }]]],
  ['progress of more than 100 %', '\x1b]9;4;2;200\x07', [['progress', { state: 2, percent: 100 }]]],
  ['progress without a percentage', '\x1b]9;4;3\x07', [['progress', { state: 3, percent: 0 }]]],
  ['the end of progress', '\x1b]9;4;0;0\x07', [['progress', undefined]]],
  ['a notification', '\x1b]9;done\x07', []],
  ['other OSCs', '\x1b]0;133;A\x07\x1b]8;;x\x1b\\', []],
  [
    'a mark that breaks a string off, and one that is broken off by a mark',
    '\x1bP\x1b]133;A\x1b]133;B\x07',
    [
      ['A', 2, 9],
      ['B', 9, 17],
    ],
  ],
  ['a mark that is broken off', '\x1b]133;A\x18x\x1b]133;B\x07', [['B', 9, 17]]],
];

for (const [name, text, found] of CASES) {
  t.test(`the marks are found: ${name}`, (t) => {
    t.strictSame(read([bytes(text)]), found);
    const places = read([bytes(text)], 1_000).filter((one): one is [string, number] => Array.isArray(one));
    t.ok(places.every(([, from]) => typeof from !== 'number' || from >= 1_000));
    for (let cut = 0; cut <= text.length; cut++)
      t.strictSame(read([bytes(text.slice(0, cut)), bytes(text.slice(cut))]), found, `cut at ${cut}`);
    t.strictSame(read(Array.from(text, bytes)), found, 'byte by byte');
    t.end();
  });
}

t.test('any output in any parts has the same marks', (t) => {
  const piece = fc.oneof(
    fc.constantFrom(...CASES.map(([, text]) => text)),
    fc.constantFrom('\x1b', '\x1b]', '\x1b\\', '\x07', '\x1bP', '\x1b[', 'm', '133;C', '\x9c'),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.array(fc.nat(200), { maxLength: 5 }),
      (pieces, cuts) => {
        const whole = bytes(pieces.join(''));
        const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort(
          (a, b) => a - b,
        );
        const parts = places.map((from, index) => whole.subarray(from, places[index + 1] ?? whole.length));
        const [one, many] = [read([whole]), read(parts)];
        return JSON.stringify(one) === JSON.stringify(many);
      },
    ),
  );
  t.pass();
  t.end();
});
