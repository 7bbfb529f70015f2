// The backlog: what it gives out is what was put in, less what need not be parsed, however calls are mixed.
import fc from 'fast-check';
import t from 'tap';
import { MODEL_BACKLOG_BYTES, MODEL_ROOM_BYTES } from '../../src/base/limits.ts';
import { Backlog } from '../../src/screen/backlog.ts';

/** Keeps the second half only, behind a byte that stands for what was skipped. */
const half = (waiting: Buffer): Buffer[] =>
  waiting.length < 4 ? [waiting] : [Buffer.of(0), waiting.subarray(waiting.length >> 1)];

t.test('it gives out what a plain queue would', (t) => {
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
          const taken = backlog.take(count);
          if (!taken.equals(plain.subarray(0, count))) return false;
          plain = plain.subarray(count);
        } else if (what === 'skip') {
          plain = Buffer.concat(half(plain));
          backlog.skip(half);
        } else backlog.letGo();
        if (backlog.length !== plain.length) return false;
      }
      return backlog.take(Infinity).equals(plain);
    }),
    { seed: 1, numRuns: 200 },
  );
  t.pass();
  t.end();
});

t.test('a full one makes room: by what is skipped, else by what is given out', (t) => {
  const full = (): Backlog => {
    const backlog = new Backlog();
    while (!backlog.isFullFor(65_536)) backlog.add(Buffer.alloc(65_536, 1));
    return backlog;
  };
  const skipping = full();
  const last = (waiting: Buffer): Buffer[] => [Buffer.of(0), waiting.subarray(-1000)];
  t.equal(skipping.makeRoom(last).length, 0);
  t.equal(skipping.length, 1001);
  const parsing = full();
  t.equal(parsing.makeRoom((waiting) => [waiting]).length, MODEL_ROOM_BYTES);
  t.equal(parsing.length, MODEL_BACKLOG_BYTES - MODEL_ROOM_BYTES);
  t.notOk(parsing.isFullFor(65_536));
  t.end();
});
