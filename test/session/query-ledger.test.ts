// Which reports are for the program: each query is answered once, by the terminal that was asked,
// or in its place.
import fc from 'fast-check';
import t from 'tap';
import { CREATOR, HOST, QueryLedger } from '../../src/session/query-ledger.ts';
import { kindOfQuery, kindOfReport } from '../../src/session/report-kinds.ts';

const LIMITS = { maxQueries: 8, openMs: 1_000, lateMs: 100 };
const [A, B] = [1, 2];

function ledger(): {
  all: QueryLedger;
  wait: (ms: number) => void;
  ask: (query: string, owner: number) => void;
} {
  let now = 0;
  const all = new QueryLedger(LIMITS, () => now);
  return {
    all,
    wait: (ms) => (now += ms),
    ask: (query, owner) => all.asked({ query, answer: `answer to ${query}` }, owner),
  };
}

const open = (all: QueryLedger, owner: number): string[] => all.takeOver(owner).map(({ query }) => query);

const ANSWERS: readonly (readonly [query: string, report: string])[] = [
  ['c', '\x1b[?62;22c'],
  ['0c', '\x1b[?1;2c'],
  ['>c', '\x1b[>0;276;0c'],
  ['=c', '\x1bP!|00000000\x1b\\'],
  ['5n', '\x1b[0n'],
  ['6n', '\x1b[12;40R'],
  ['?6n', '\x1b[?12;40;1R'],
  ['?996n', '\x1b[?997;1n'],
  ['?2004$p', '\x1b[?2004;2$y'],
  ['4$p', '\x1b[4;2$y'],
  ['>q', '\x1bP>|xterm(370)\x1b\\'],
  ['>0q', '\x1bP>|xterm(370)\x1b\\'],
  ['?u', '\x1b[?1u'],
  ['?4m', '\x1b[>4;2m'],
  ['11t', '\x1b[2t'],
  ['13t', '\x1b[3;0;0t'],
  ['14t', '\x1b[4;480;640t'],
  ['18t', '\x1b[8;24;80t'],
  ['19t', '\x1b[9;50;200t'],
  ['20t', '\x1b]Licon\x1b\\'],
  ['21t', '\x1b]ltitle\x1b\\'],
  [']11;?', '\x1b]11;rgb:0/0/0\x07'],
  [']4;1;?', '\x1b]4;1;rgb:0/0/0\x07'],
  [']52;c;?', '\x1b]52;c;Zm9v\x07'],
  ['P$qm', '\x1bP1$r0m\x1b\\'],
  ['P+q544e', '\x1bP1+r544e=78\x1b\\'],
];

t.test('a query and its report are of the same kind, and no other pair is', (t) => {
  for (const [query, report] of ANSWERS) {
    t.not(kindOfQuery(query), '', query);
    const same = ANSWERS.filter(([other]) => kindOfQuery(other) === kindOfReport(report));
    t.ok(
      same.some(([other]) => other === query),
      `${query} and its report`,
    );
    t.ok(same.length <= 2, `${query} alone, or with its other spelling`);
  }
  for (const other of ['\x1b[I', '\x1b[A', '\x1b[48;24;80;0;0t']) {
    t.notOk(
      ANSWERS.some(([query]) => kindOfQuery(query) === kindOfReport(other)),
      JSON.stringify(other),
    );
  }
  t.end();
});

t.test('a report closes its query and the queries before it, and no later one', (t) => {
  const { all, ask } = ledger();
  all.join(A);
  for (const query of ['?u', '6n', '5n', '6n']) ask(query, A);
  t.equal(all.takes(A, '\x1b[1;1R'), true);
  t.equal(all.waitsFor(A), 0);
  t.strictSame(open(all, A), ['5n', '6n']);
  t.equal(all.waitsFor(A), undefined);
  t.end();
});

t.test('a query that a terminal has passed over is not asked of another one', (t) => {
  const { all, ask, wait } = ledger();
  all.join(A);
  ask('>q', A);
  wait(10);
  all.passOver(A, 10);
  ask('6n', A);
  t.strictSame(open(all, A), ['6n'], 'it has answered what was asked later');
  ask('>q', A);
  wait(LIMITS.lateMs - 1);
  all.passOver(A);
  t.equal(all.waitsFor(A), LIMITS.lateMs - 1, 'it may have sent that before it read the query');
  wait(1);
  all.passOver(A);
  t.equal(all.waitsFor(A), undefined, 'it has sent something long after the query');
  t.equal(all.takes(A, '\x1bP>|xterm(370)\x1b\\'), undefined, 'its report is for the program all the same');
  t.end();
});

t.test('reports that come before their queries are noted', (t) => {
  const { all, ask } = ledger();
  all.join(A);
  all.defer(A, '\x1b[0n');
  all.defer(B, '\x1b[1;1R'); // from an unknown client
  ask('5n', A);
  ask('6n', A);
  all.settle();
  t.strictSame(open(all, A), ['6n']);
  t.end();
});

t.test('the late report of a terminal whose query was answered for it is dropped, but only once', (t) => {
  const { all, ask, wait } = ledger();
  all.join(A);
  ask('6n', A);
  open(all, A);
  t.ok(all.isDoubtful(A));
  t.equal(all.takes(A, '\x1b[1;1R'), false);
  t.notOk(all.isDoubtful(A));
  t.equal(all.takes(A, '\x1b[1;1R'), undefined, 'the second one answers nothing that is known');
  ask('6n', HOST);
  wait(LIMITS.lateMs);
  t.notOk(all.isDoubtful(A), 'it came too late for that');
  ask('6n', A);
  t.equal(all.takes(A, '\x1b[1;1R'), true);
  t.end();
});

t.test('a client that was stopped has its time from when it goes on', (t) => {
  const { all, ask, wait } = ledger();
  all.join(A);
  ask('6n', HOST);
  wait(10 * LIMITS.lateMs);
  all.resumed(A);
  t.equal(all.takes(A, '\x1b[1;1R'), false);
  t.end();
});

t.test("a report of the new leader to a query of the previous leader's time is dropped", (t) => {
  const { all, ask } = ledger();
  all.join(A);
  all.join(B);
  ask('6n', A);
  t.ok(all.isDoubtful(B));
  t.equal(all.takes(B, '\x1b[1;1R'), false);
  t.strictSame(open(all, A), ['6n']);
  t.end();
});

t.test('of two reports to a query that a terminal was asked twice, the first is for the program', (t) => {
  const { all, ask } = ledger();
  const clipboard = { query: ']52;c;?', answer: '' };
  const report = '\x1b]52;c;Zm9v\x07';
  all.join(A);
  all.join(B);
  ask(clipboard.query, A);
  t.equal(all.takeOver(A).length, 1);
  all.askedAgain(clipboard, B);
  t.equal(all.takes(B, report), true);
  t.equal(all.takes(B, report), false);
  t.equal(all.takes(B, report), undefined);
  t.end();
});

t.test('a query that was dropped on the way to a terminal is not expected to be answered', (t) => {
  const { all, ask } = ledger();
  all.join(A);
  ask('6n', HOST);
  all.skip(A);
  t.notOk(all.isDoubtful(A));
  t.end();
});

t.test("a query from before the creator came is answered by the creator's terminal", (t) => {
  const { all, ask } = ledger();
  ask('6n', CREATOR);
  all.joinAsCreator(A);
  t.equal(all.takes(A, '\x1b[1;1R'), true);
  ask('c', CREATOR);
  t.strictSame(open(all, CREATOR), ['c']);
  t.end();
});

t.test('a query that is too old is not answered', (t) => {
  const { all, ask, wait } = ledger();
  all.join(A);
  ask('6n', A);
  wait(LIMITS.openMs);
  ask('5n', A);
  t.strictSame(open(all, A), ['5n']);
  t.end();
});

t.test('in any order of events no query is answered twice', (t) => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('ask'), query: fc.constantFrom('6n', '5n', 'c') }),
    fc.record({ kind: fc.constant('report'), from: fc.constantFrom(A, B) }),
    fc.record({ kind: fc.constant('lead'), by: fc.constantFrom(A, B) }),
    fc.record({ kind: fc.constant('stop') }),
  );
  const reports: Readonly<Record<string, string>> = { '6n': '\x1b[1;1R', '5n': '\x1b[0n', c: '\x1b[?62c' };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const { all } = ledger();
      all.join(A);
      all.join(B);
      let leader = A;
      let [asked, answered] = [0, 0];
      // Each terminal answers all queries in order.
      const owed: Record<number, string[]> = { [A]: [], [B]: [] };
      for (const one of steps) {
        if (one.kind === 'ask' && 'query' in one) {
          asked++;
          all.asked({ query: one.query, answer: 'x' }, leader);
          for (const queue of Object.values(owed)) queue.push(one.query);
        } else if (one.kind === 'report' && 'from' in one) {
          const query = owed[one.from]?.shift();
          if (query !== undefined && (all.takes(one.from, reports[query] ?? '') ?? one.from === leader))
            answered++;
        } else {
          answered += all.takeOver(leader).length;
          if ('by' in one) leader = one.by;
        }
        if (answered > asked) return false;
      }
      answered += all.takeOver(A).length + all.takeOver(B).length;
      return answered === asked;
    }),
    { numRuns: 2_000 },
  );
  t.end();
});
