// The backlog gives out what was put in, less what need not be parsed, however calls are mixed.
import fc from 'fast-check';
import t from 'tap';
import { Backlog } from '../../../src/screen/model/backlog.ts';

/** Keeps only the second half, after a byte that stands for what was skipped. */
const half = (waiting: Buffer): Buffer[] =>
  waiting.length < 4 ? [waiting] : [Buffer.of(0), waiting.subarray(waiting.length >> 1)];

/** Takes out up to this many bytes. */
function take(backlog: Backlog, most: number): Buffer {
  const taken = Buffer.from(backlog.peek(0, most));
  backlog.drop(taken.length);
  return taken;
}

t.test('the backlog gives out the same as a plain queue', (t) => {
  const call = fc.oneof(
    fc.tuple(fc.constant('add' as const), fc.integer({ min: 0, max: 40_000 })),
    fc.tuple(fc.constant('take' as const), fc.integer({ min: 0, max: 60_000 })),
    fc.tuple(fc.constantFrom('skip' as const, 'letGo' as const), fc.constant(0)),
  );
  let next = 1;
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
      const backlog = new Backlog();
      let plain = Buffer.alloc(0);
      for (const [what, count] of calls) {
        if (what === 'add' && !backlog.isFullFor(count)) {
          const bytes = Buffer.from(Array.from({ length: count }, () => (next = (next * 75 + 74) % 65_537)));
          plain = Buffer.concat([plain, bytes]);
          backlog.add(bytes);
        } else if (what === 'take') {
          const taken = take(backlog, count);
          if (!taken.equals(plain.subarray(0, count))) return false;
          plain = plain.subarray(count);
        } else if (what === 'skip') {
          plain = Buffer.concat(half(plain));
          backlog.skip(half);
        } else backlog.clear();
        if (backlog.length !== plain.length) return false;
      }
      return take(backlog, Infinity).equals(plain);
    }),
    { seed: 1, numRuns: 200 },
  );
  t.pass();
  t.end();
});

t.test('skipping can be limited to the first part of the backlog', (t) => {
  const backlog = new Backlog();
  backlog.add(Buffer.from('..12345678rest'));
  backlog.drop(2);
  t.equal(backlog.skip(half, 8), 3);
  backlog.add(Buffer.from(' and more'));
  t.equal(take(backlog, Infinity).toString(), '\x005678rest and more');
  t.end();
});

t.test('a full backlog has room for what a paused program has still written', (t) => {
  const backlog = new Backlog();
  while (!backlog.isFullFor(65_536)) backlog.add(Buffer.alloc(65_536, 1));
  const full = backlog.length;
  backlog.add(Buffer.alloc(65_536, 2));
  t.equal(backlog.length, full + 65_536);
  t.same(backlog.peek(full, Infinity), Buffer.alloc(65_536, 2));
  t.end();
});
