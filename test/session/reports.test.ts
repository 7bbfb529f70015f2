// Which input comes from a terminal on its own, and which from a person.
import fc from 'fast-check';
import t from 'tap';
import { InputReader } from '../../src/session/input-reader.ts';
import { ReportReader, isClearlyReport, isReport, mayBecomeReport } from '../../src/session/reports.ts';

/** The input without the reports in it. */
function withoutReports(input: Buffer): Buffer {
  const parts: Buffer[] = [];
  const reader = new InputReader();
  reader.read(input, {
    text: (bytes) => parts.push(bytes),
    token: (token) => {
      if (!isReport(token)) parts.push(token);
      return false;
    },
    long: (beginning) => parts.push(beginning),
    rest: (bytes) => parts.push(bytes),
  });
  return Buffer.concat([...parts, reader.partial]);
}

/** What a terminal sends on its own: answers to queries, and focus. */
const REPORTS = [
  '\x1b[?1;2c',
  '\x1b[?62;22c',
  '\x1b[>0;276;0c',
  '\x1b[0n',
  '\x1b[?997;1n',
  '\x1b[12;40R',
  '\x1b[?12;40;1R',
  '\x1b[?2004;2$y',
  '\x1b[4;2$y',
  '\x1b[?1u',
  '\x1b[8;24;80t',
  '\x1b[48;24;80;480;640t',
  '\x1b[I',
  '\x1b[O',
  '\x1b]11;rgb:0000/0000/0000\x07',
  '\x1b]4;1;rgb:cd/00/00\x1b\\',
  '\x1b]52;c;Zm9v\x07',
  '\x1bP>|xterm(370)\x1b\\',
  '\x1bP1$r0m\x1b\\',
  '\x1bP!|00000000\x1b\\',
  '\x1bP1+r544e=787465726d\x1b\\',
  '\x1b_Gi=31;OK\x1b\\',
];

/** What a person sends. */
const KEYS = [
  'x',
  '\x1b',
  '\x1b[A',
  '\x1bOP',
  '\x1bOR',
  '\x1b[1;5C',
  '\x1b[15~',
  '\x1b[97;5u',
  '\x1b[97;5:3u',
  '\x1b[27;5;92~',
  '\x1b[<0;1;1M',
  '\x1b[<0;1;1m',
  '\x1b[M !!',
  '\x1b[Z',
  '\x1b[200~p\x1b[201~',
  '\xc3\xa9',
  '\x03',
];

t.test('reports are removed from input, and keys are not', (t) => {
  for (const report of REPORTS) {
    t.equal(withoutReports(Buffer.from(`a${report}b`)).toString(), 'ab', JSON.stringify(report));
  }
  for (const key of KEYS) t.equal(withoutReports(Buffer.from(key)).toString(), key, JSON.stringify(key));
  t.end();
});

t.test('of any mix of keys and reports the keys are left, in order', (t) => {
  const part = fc.oneof(
    fc.constantFrom(...REPORTS).map((bytes) => ({ bytes, key: false })),
    fc.constantFrom(...KEYS).map((bytes) => ({ bytes, key: true })),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const input = Buffer.from(parts.map(({ bytes }) => bytes).join(''), 'latin1');
      const keys = parts.filter(({ key }) => key).map(({ bytes }) => bytes);
      return withoutReports(input).toString('latin1') === keys.join('');
    }),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});

t.test('input without reports is not changed, whatever its bytes', (t) => {
  const both = Buffer.from('\xff\x1b[I\x80', 'latin1');
  t.strictSame(withoutReports(both), Buffer.from('\xff\x80', 'latin1'), 'bytes that are not text');
  t.end();
});

t.test('rare reports are recognised', (t) => {
  for (const report of ['\x1b[?1;0;256S', '\x1b[2;1;1;120;120;1;0x', '\x1b[>4;2m'])
    t.equal(withoutReports(Buffer.from(report)).length, 0, JSON.stringify(report));
  t.end();
});

t.test('reports are found wherever reads cut them', (t) => {
  const part = fc.constantFrom(...REPORTS, ...KEYS.filter((key) => key !== '\x1b'));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.array(fc.nat(200)), (parts, cuts) => {
      const input = Buffer.from(parts.join(''), 'latin1');
      const reader = new ReportReader();
      const at = [0, ...cuts.filter((cut) => cut < input.length).sort((a, b) => a - b), input.length];
      const found = at.flatMap((from, index) => [
        ...reader.read(input.subarray(from, at[index + 1] ?? from)),
      ]);
      return found.join() === parts.filter((part) => REPORTS.includes(part)).join();
    }),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});

t.test('each beginning of a report is recognised, and that of a key is never clearly a report', (t) => {
  for (const report of REPORTS)
    for (let length = 1; length < report.length; length++)
      t.ok(mayBecomeReport(Buffer.from(report.slice(0, length))), JSON.stringify(report.slice(0, length)));
  for (const key of [...KEYS, '\x1b[1;2R', '\x1b]', '\x1bP', '\x1b_'])
    for (let length = 1; length <= key.length; length++)
      t.notOk(isClearlyReport(Buffer.from(key.slice(0, length))), JSON.stringify(key.slice(0, length)));
  t.end();
});
