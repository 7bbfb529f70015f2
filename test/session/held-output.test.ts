// Output that nobody has seen yet: what is held is the end of it, and the rest was told of in order.
import fc from 'fast-check';
import t from 'tap';
import { HeldOutput } from '../../src/session/held-output.ts';

t.test('held output is the end of the output, and the rest was told of in order', (t) => {
  const limit = 100_000;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 70_000 }), { maxLength: 12 }), (lengths) => {
      let dropped = '';
      const held = new HeldOutput(limit, (bytes) => (dropped += bytes.toString('latin1')));
      let all = '';
      lengths.forEach((length, index) => {
        const bytes = Buffer.alloc(length, 97 + (index % 26));
        held.add(bytes, false);
        all += bytes.toString('latin1');
        bytes.fill(0); // it was copied
      });
      const { lost, full } = held;
      const kept = held.take().toString('latin1');
      const enough = kept.length >= Math.min(limit, all.length);
      return dropped + kept === all && lost === dropped.length && enough && full === kept.length >= limit;
    }),
  );
  t.pass();
  t.end();
});

t.test('held output keeps all of it where that is asked for', (t) => {
  const held = new HeldOutput(100, () => t.fail('something was dropped'));
  for (const length of [40_000, 40_000, 65_000]) held.add(Buffer.alloc(length), true);
  t.ok(held.full);
  t.equal(held.take().length, 145_000);
  t.end();
});

t.test('held output: nothing goes while all is asked for, then the oldest may go', (t) => {
  const limit = 100_000;
  const step = fc.tuple(fc.integer({ min: 1, max: 70_000 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const dropped: Buffer[] = [];
      const held = new HeldOutput(limit, (bytes) => dropped.push(Buffer.from(bytes)));
      const all: Buffer[] = [];
      for (const [index, [length, keep]] of steps.entries()) {
        const before = held.lost;
        const bytes = Buffer.alloc(length, index + 1);
        all.push(Buffer.from(bytes));
        held.add(bytes, keep);
        if (keep && held.lost !== before) return false;
      }
      const { lost } = held;
      const gone = Buffer.concat(dropped);
      const kept = held.take();
      const total = Buffer.concat(all);
      if (held.full || held.take().length > 0) return false;
      return gone.length === lost && Buffer.concat([gone, kept]).equals(total);
    }),
  );
  t.pass();
  t.end();
});

t.test('held output does not grow past its limit by more than a block', (t) => {
  const held = new HeldOutput(100_000, () => undefined);
  let most = 0;
  for (let count = 0; count < 50_000; count++) {
    held.add(Buffer.alloc(10), false);
    most = count * 10 + 10 - held.lost;
    if (most > 100_000 + 64 * 1024) break;
  }
  t.ok(most <= 100_000 + 64 * 1024, `${most} bytes`);
  t.equal(held.lost + held.take().length, 500_000);
  t.end();
});
