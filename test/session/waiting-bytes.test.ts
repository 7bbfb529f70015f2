// A queue of bytes is compared with all of its bytes, written in any parts.
import fc from 'fast-check';
import t from 'tap';
import { ByteQueue } from '../../src/session/waiting-bytes.ts';

t.test('bytes go out in order, each once', (t) => {
  const step = fc.oneof(
    fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ add: Buffer.from(bytes) })),
    fc.record({ read: fc.nat(30), take: fc.nat(30) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const queue = new ByteQueue();
      let whole = Buffer.alloc(0);
      for (const one of steps) {
        if ('add' in one) {
          queue.add(one.add);
          whole = Buffer.concat([whole, one.add]);
        } else {
          const bytes = queue.read(one.read);
          if (!bytes.equals(whole.subarray(0, one.read))) return false;
          const count = Math.min(one.take, bytes.length);
          queue.written(count);
          whole = whole.subarray(count);
        }
        if (queue.length !== whole.length || !queue.read(Infinity).equals(whole)) return false;
      }
      return true;
    }),
  );
  t.pass();
  t.end();
});
