// Output as plain text, which does not depend on how the output is cut.
import fc from 'fast-check';
import t from 'tap';
import { PLAIN_LINE_CHARACTERS } from '../../../src/base/limits/limits.ts';
import { PlainText } from '../../../src/screen/listening/plain-text.ts';

function plain(...pieces: readonly (string | Uint8Array)[]): string {
  const text = new PlainText();
  return pieces.map((one) => text.take(Buffer.from(one as string))).join('') + text.end();
}

const CASES: readonly (readonly [string, string])[] = [
  ['a\r\nb\nc', 'a\nb\nc'],
  ['\x1b[1;31mred\x1b[m\r\n', 'red\n'],
  ['\x1b]0;a title\x07x\x1b]8;;http://h/\x1b\\link\x1b]8;;\x1b\\\n', 'xlink\n'],
  ['\x1bP1$r0m\x1b\\a\x1b_Gabc\x1b\\b\x1b^pm\x1b\\c\x1bXsos\x1b\\d\n', 'abcd\n'],
  ['\x1b(B\x1b)0\x1b7\x1b8\x1b=\x1bMa\x1b#8\n', 'a\n'],
  ['a\tb\x07\x00\x0e\x0f\x7f\n', 'a\tb\n'],
  ['10%\r20%\r100%\r\n', '100%\n'],
  ['long line\rshort\x1b[K\n', 'short\n'],
  ['abc\x1b[2Kd\r\n', '   d\n'],
  ['abcd\b\b\x1b[1Kx\r\n', '  xd\n'],
  ['lx\bs\b\b\b\bm\n', 'ms\n'],
  ['a\x1b[3\r\n1mb\n', 'a\nb\n'],
  ['a\x1b[31\x18b\x1b\x1b[1mc\n', 'abc\n'],
  ['a\u009b1mb\u009d0;t\u009cc\u0085\n', 'abc\n'],
  ['\x1b]0;broken off\x1b[1mb\n', 'b\n'],
  ['ü€😀\b\b!\n', 'ü€! \n'],
  ['ü€😀\b!\n', 'ü€ !\n'],
  ['日本\rab語\n', 'ab語\n'],
  ['日本\rabc\n', 'abc \n'],
  ['✅ ok\r❌\n', '❌ ok\n'],
  ['日本\b\x1b[K!\n', '日 !\n'],
  ['e\x1b[31m\u0301x\b\b日\u0301\n', '日\u0301\n'],
  ['\u0e31a\n', '\u0e31a\n'],
  ['b\r\u0e31a\n', '\u0e31a\n'],
  ['$ ', '$ '],
];

t.test('control functions are left out, and their effect on a line is kept', (t) => {
  for (const [output, expected] of CASES) t.equal(plain(output), expected, JSON.stringify(output));
  t.equal(plain(Buffer.of(0x61, 0xff, 0x0a)), 'a\ufffd\n');
  t.end();
});

t.test('a long line is given out in pieces, without loss', (t) => {
  const long = 'x'.repeat(3 * PLAIN_LINE_CHARACTERS);
  t.equal(plain(long.slice(5), long.slice(0, 5), '\n'), `${long}\n`);
  t.end();
});

t.test('a combining mark at the start of a line is kept, however the output is cut', (t) => {
  t.equal(plain('\u0e31', 'a\n'), '\u0e31a\n');
  t.equal(plain('\u0301', '\u0302', 'e\n'), '\u0301\u0302e\n');
  t.end();
});

t.test('the text is the same wherever the output is cut, and holds no control character', (t) => {
  const tokens = [
    ...CASES.map(([output]) => output),
    '\x1b',
    '[',
    ']',
    'P',
    '\\',
    '\r',
    '\n',
    '\b',
    'ü',
    '1',
    'K',
  ];
  const output = fc.array(fc.oneof(fc.constantFrom(...tokens), fc.string({ unit: 'binary' })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(output, fc.array(fc.nat(), { maxLength: 12 }), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''));
      const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      const whole = plain(bytes);
      return plain(...pieces) === whole && !/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(whole);
    }),
    { numRuns: 1_000 },
  );
  t.pass();
  t.end();
});
