// Output as JSON: whole characters, positions to continue from, and bytes that are not text.
import t from 'tap';
import { LogJson } from '../../src/cli/printing/log-json.ts';
import { PlainText } from '../../src/screen/listening/plain-text.ts';

/** The JSON for these parts, which follow one another from byte 10 on. */
function told(parts: readonly (string | Buffer)[], plain = false, missed: readonly number[] = []): unknown[] {
  const log = new LogJson('s1', plain ? new PlainText() : undefined);
  let from = 10;
  let out = '';
  for (const [index, part] of parts.entries()) {
    const bytes = Buffer.from(part as string);
    from += missed[index] ?? 0;
    out += log.take({ from, bytes, missed: missed[index] ?? 0 });
    from += bytes.length;
  }
  out += log.end();
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { name, ...rest } = JSON.parse(line) as Record<string, unknown>;
      t.equal(name, 's1');
      return rest;
    });
}

t.test('each part is printed as it comes, but never half a character', (t) => {
  const wide = Buffer.from('日');
  t.strictSame(
    told(['a\x1b[1m\n', Buffer.concat([Buffer.from('b'), wide.subarray(0, 2)]), wide.subarray(2)]),
    [
      { from: 10, seq: 16, text: 'a\x1b[1m\n' },
      { from: 16, seq: 17, text: 'b' },
      { from: 17, seq: 20, text: '日' },
    ],
  );
  t.strictSame(told([wide.subarray(0, 2)]), [{ from: 10, seq: 12, base64: '5pc=' }]);
  t.strictSame(told([Buffer.from([0x61, 0xff, 0x62])]), [{ from: 10, seq: 13, base64: 'Yf9i' }]);
  t.strictSame(told(['']), []);
  t.end();
});

t.test('a part that follows a gap says how many bytes were missed', (t) => {
  t.strictSame(told(['a', 'b', 'c'], false, [0, 5]), [
    { from: 10, seq: 11, text: 'a' },
    { from: 16, seq: 17, missed: 5, text: 'b' },
    { from: 17, seq: 18, text: 'c' },
  ]);
  const half = Buffer.from('日').subarray(0, 1);
  t.strictSame(told([half, 'b'], false, [0, 5]), [
    { from: 10, seq: 11, base64: '5g==' },
    { from: 16, seq: 17, missed: 5, text: 'b' },
  ]);
  t.end();
});

t.test('plain output is printed line by line, with the rest at the end', (t) => {
  t.strictSame(told(['a\x1b[1m', 'b\nc', 'd'], true), [
    { from: 10, seq: 17, text: 'ab\n' },
    { from: 17, seq: 19, text: 'cd' },
  ]);
  const long = 'x'.repeat(70_000);
  const all = told([long, 'y\nz'], true) as { from: number; seq: number }[];
  t.strictSame(
    all.map(({ from, seq }) => [from, seq]),
    [
      [10, 70_010],
      [70_010, 70_012],
      [70_012, 70_013],
    ],
  );
  t.end();
});
