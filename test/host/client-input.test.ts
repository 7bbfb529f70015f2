// Which input of an attached client reaches the program and makes the client the leader: keys do,
// and reports of a terminal that does not lead never do.
import fc from 'fast-check';
import t from 'tap';
import {
  INPUT_TOKEN_BYTES,
  QUESTION_MS,
  REPORT_HOLD_MS,
  TORN_REPORT_MS,
} from '../../src/base/limits/input-limits.ts';
import { ClientInputs } from '../../src/host/clients/client-input.ts';
import type { Connection } from '../../src/host/clients/connection.ts';
import type { InputPath } from '../../src/host/output/input-path.ts';
import type { OutputPath } from '../../src/host/output/output-path.ts';

/** A client with only the parts that matter here. */
const client = (terminal: boolean): Connection => {
  const attached: unknown = { attached: { terminal } };
  return attached as Connection;
};
const CLIENT = client(true);
const OTHER = client(true);

/** The parts of a host that matter here, with a client that does not lead. */
class Rig {
  leader: Connection | undefined = OTHER;
  typed = '';
  readonly learnt: string[] = [];
  positionQueries = { count: 0, at: 0 };
  readonly inputs: ClientInputs;

  constructor() {
    const onInput = (client: Connection): void => void (this.leader = client);
    const screen = {};
    Object.defineProperty(screen, 'positionQueries', { value: () => this.positionQueries });
    const flow = { onInput };
    Object.defineProperty(flow, 'leader', { get: () => this.leader });
    const reported = (client: Connection, report: string): string => {
      if (client !== this.leader) return '';
      this.learnt.push(report);
      return report;
    };
    const output = { flow, screen, reported };
    const input = { add: (_: Connection, bytes: Buffer) => (this.typed += bytes.toString('latin1')) };
    this.inputs = new ClientInputs(
      output as unknown as OutputPath,
      input as unknown as InputPath,
      () => undefined,
    );
  }

  take(...pieces: string[]): void {
    for (const piece of pieces) this.inputs.take(CLIENT, Buffer.from(piece, 'latin1'));
  }

  get leads(): boolean {
    return this.leader === CLIENT;
  }
}

const REPORTS = [
  '\x1b]11;rgb:1/2/3\x1b\\',
  '\x1b]11;rgb:1/2/3\x07',
  '\x1b]52;c;Zm9v\x07',
  '\x1bP>|XTerm(380)\x1b\\',
  '\x1bP1$r0m\x1b\\',
  '\x1b_Gi=31;OK\x1b\\',
  '\x1b[?62;22c',
  '\x1b[>0;276;0c',
  '\x1b[12;40R',
  '\x1b[?2004;2$y',
  '\x1b[?997;1n',
  '\x1b[48;24;80;480;640t',
  '\x1b[I',
];
const KEYS = [
  'x',
  '\x1b[A',
  '\x1bOR',
  '\x1b[1;2R',
  '\x1b[1;5R',
  '\x1b[<0;1;1M',
  '\x1b[M !!',
  '\x1bx',
  '\xc3\xa9',
  '\r',
];

t.test('a report that is cut anywhere is not typed and does not lead, but what follows it does', (t) => {
  for (const report of REPORTS) {
    for (let cut = 0; cut <= report.length; cut++) {
      const rig = new Rig();
      rig.take(report.slice(0, cut), report.slice(cut));
      t.strictSame([rig.typed, rig.leads], ['', false], `${JSON.stringify(report)} cut at ${cut}`);
      rig.take('x');
      t.strictSame([rig.typed, rig.leads], ['x', true]);
    }
    const rig = new Rig();
    rig.take(...Array.from(report));
    t.strictSame([rig.typed, rig.leads], ['', false], `${JSON.stringify(report)} byte by byte`);
  }
  t.end();
});

t.test('of any mix of keys and reports, cut anywhere, the keys are typed in order', (t) => {
  const part = fc.constantFrom(...REPORTS, ...KEYS, '\x1b[200~a\x1b]11;rgb:1/2/3\x07b\x1b[201~');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.array(fc.nat(200)), (parts, cuts) => {
      const input = parts.join('');
      const at = [0, ...cuts.filter((cut) => cut < input.length).sort((a, b) => a - b), input.length];
      const rig = new Rig();
      for (const [index, from] of at.entries()) {
        rig.leader = OTHER; // the keys of another client came in between
        rig.take(input.slice(from, at[index + 1] ?? from));
      }
      return rig.typed === parts.filter((one) => !REPORTS.includes(one)).join('');
    }),
    { numRuns: 2000 },
  );
  t.pass();
  t.end();
});

t.test(
  "a leader's input passes unchanged and at once, and its reports are learnt wherever they are cut",
  (t) => {
    const rig = new Rig();
    rig.leader = CLIENT;
    const all = REPORTS.join('x');
    for (const [index, byte] of Array.from(all).entries()) {
      rig.take(byte);
      if (rig.typed.length !== index + 1) t.fail(`held back at ${index}`);
    }
    t.equal(rig.typed, all);
    t.strictSame(rig.learnt, REPORTS);
    t.end();
  },
);

t.test("the rest of a leader's report is passed on, and does not make it the leader again", (t) => {
  const rig = new Rig();
  rig.leader = CLIENT;
  rig.take('\x1b]11;rgb');
  rig.leader = OTHER;
  rig.take(':1/2/3\x07');
  t.strictSame([rig.typed, rig.leads], ['\x1b]11;rgb:1/2/3\x07', false]);
  t.end();
});

t.test('a report that is longer than the limit for one is not typed either', (t) => {
  for (const pieces of [1, 2, 7]) {
    const rig = new Rig();
    const report = `\x1b]52;c;${'Zm9v'.repeat(INPUT_TOKEN_BYTES)}\x1b\\`;
    const size = Math.ceil(report.length / pieces);
    for (let at = 0; at < report.length; at += size) rig.take(report.slice(at, at + size));
    rig.take('x');
    t.strictSame([rig.typed, rig.leads], ['x', true], `${pieces} reads`);
  }
  t.end();
});

t.test('F3 with modifiers is a key, but a report if the program has asked for the position', (t) => {
  const rig = new Rig();
  rig.take('\x1b[1;2R');
  t.strictSame([rig.typed, rig.leads], ['\x1b[1;2R', true], 'a key');
  rig.leader = OTHER;
  rig.positionQueries = { count: 1, at: Date.now() };
  rig.take('\x1b[1;2R');
  t.strictSame([rig.typed, rig.leads], ['\x1b[1;2R', false], 'the answer');
  rig.take('\x1b[1;5R');
  t.strictSame([rig.typed, rig.leads], ['\x1b[1;2R\x1b[1;5R', true], 'the next is a key');
  rig.leader = OTHER;
  rig.positionQueries = { count: 2, at: Date.now() - QUESTION_MS - 1000 };
  rig.take('\x1b[1;6R');
  t.ok(rig.leads, 'a query that was not answered in time is open no more');
  rig.leader = OTHER;
  for (const other of ['\x1b[2;2R', '\x1b[1;17R', '\x1b[1;1R', '\x1b[?1;2R']) {
    rig.take(other);
    t.notOk(rig.leads, JSON.stringify(other));
  }
  t.end();
});

t.test('what may be a key is typed after a pause, and what can only be a report is dropped', async (t) => {
  const seen = async (pieces: readonly string[], ms: number): Promise<Rig> => {
    const rig = new Rig();
    rig.take(...pieces);
    if (rig.typed !== '') t.fail(`typed at once: ${JSON.stringify(rig.typed)}`);
    const until = Date.now() + ms;
    while (rig.typed === '' && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    return rig;
  };
  const keys = ['\x1b', '\x1b[', '\x1b]', '\x1bP', '\x1b_', '\x1b[1;5', '\x1b]ls'];
  await Promise.all(
    keys.map(async (key) => {
      const before = performance.now();
      const rig = await seen([key], 10 * REPORT_HOLD_MS);
      t.strictSame([rig.typed, rig.leads], [key, true], JSON.stringify(key));
      t.ok(performance.now() - before > 0.9 * REPORT_HOLD_MS);
      rig.take('\x1c');
      t.equal(rig.typed, `${key}\x1c`);
    }),
  );
  const torn = await seen(['\x1b]11;rgb:1/'], REPORT_HOLD_MS + 200);
  t.strictSame([torn.typed, torn.leads], ['', false]);
  await new Promise((resolve) => setTimeout(resolve, TORN_REPORT_MS));
  torn.take('x');
  t.strictSame([torn.typed, torn.leads], ['x', true], 'keys are keys again');
});

t.test('held keys of a client that leaves are typed', (t) => {
  const rig = new Rig();
  rig.take('\x1b');
  rig.inputs.leave(CLIENT);
  t.equal(rig.typed, '\x1b');
  const torn = new Rig();
  torn.take('\x1b]11;');
  torn.inputs.leave(CLIENT);
  t.equal(torn.typed, '');
  t.end();
});

t.test('nothing is held back for a client that is not a terminal', (t) => {
  const rig = new Rig();
  const program = client(false);
  rig.inputs.take(program, Buffer.from('\x1b'));
  t.equal(rig.typed, '\x1b');
  t.end();
});
