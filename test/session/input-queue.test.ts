// Input that waits for the program: the order of each sender is kept, nothing is lost, and each
// sender has its turn.
import fc from 'fast-check';
import t from 'tap';
import { InputQueue } from '../../src/session/input-queue.ts';

const LIMITS = { turnBytes: 4, tokenBytes: 64, holdMs: 100 };

t.test('the input of each sender keeps its order and is complete, however the terminal takes it', (t) => {
  const input = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.string({ minLength: 1, maxLength: 12 })),
  );
  fc.assert(
    fc.property(input, fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1 }), (input, room) => {
      let turn = 0;
      let written = '';
      let takesAll = false;
      const queue = new InputQueue(
        (bytes) => {
          const count = takesAll ? bytes.length : Math.min(bytes.length, room[turn++ % room.length] ?? 0);
          written += Buffer.from(bytes.subarray(0, count)).toString('latin1');
          return count;
        },
        LIMITS,
        () => 0,
      );
      const sent = new Map<number, string>();
      for (const [sender, text] of input) {
        // Senders are told apart by the range of their characters.
        const own = Array.from(text, (char) =>
          String.fromCharCode((char.charCodeAt(0) % 31) + sender * 32),
        ).join('');
        sent.set(sender, (sent.get(sender) ?? '') + own);
        queue.add(sender, Buffer.from(own, 'latin1'));
      }
      takesAll = true;
      queue.pump();
      const of = (sender: number): string =>
        Array.from(written)
          .filter((char) => Math.floor(char.charCodeAt(0) / 32) === sender)
          .join('');
      return queue.empty && [1, 2, 3].every((sender) => of(sender) === (sent.get(sender) ?? ''));
    }),
  );
  t.pass();
  t.end();
});

/** A terminal with room for this many more bytes, and a queue for it. */
class Slow {
  room = 0;
  written = '';
  readonly queue = new InputQueue(
    (bytes) => {
      const count = Math.min(this.room, bytes.length);
      this.room -= count;
      this.written += Buffer.from(bytes.subarray(0, count)).toString();
      return count;
    },
    LIMITS,
    () => 0,
  );
}

t.test('a sender with much input does not keep another one from its turn', (t) => {
  const slow = new Slow();
  slow.queue.add(1, Buffer.from('a'.repeat(40)));
  slow.queue.add(2, Buffer.from('b'));
  for (let turn = 0; turn < 3; turn++) {
    slow.room = 4;
    slow.queue.pump();
  }
  t.match(slow.written, /b/);
  t.end();
});

t.test("a sender's turn comes before all of another one's input has been taken", (t) => {
  const slow = new Slow();
  const { queue } = slow;
  t.notOk(queue.add(1, Buffer.from('aaaaaaaaaa')));
  let drained = false;
  queue.whenDrained(1, () => (drained = true));
  t.notOk(queue.add(2, Buffer.from('b')));
  t.equal(queue.waiting(1), 10);
  slow.room = 5;
  t.equal(queue.pump(), 5);
  t.equal(slow.written, 'aaaab', 'not after all of the first');
  t.notOk(drained);
  slow.room = 100;
  queue.pump();
  t.ok(drained);
  t.equal(slow.written, 'aaaabaaaaaa');
  t.ok(queue.add(1, Buffer.from('c')), 'written at once where nothing waits');
  queue.whenDrained(1, () => (drained = false));
  t.notOk(drained, 'nothing waits: called at once');
  t.end();
});

t.test('each sender is told once when its own input has been taken, and not before', (t) => {
  type Step = { add: number; length: number } | { wait: number } | { room: number };
  const sender = fc.integer({ min: 1, max: 3 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ add: sender, length: fc.integer({ min: 1, max: 15 }) }),
    fc.record({ wait: sender }),
    fc.record({ room: fc.integer({ min: 0, max: 20 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let room = 0;
      const wrong: string[] = [];
      const written = [0, 0, 0, 0];
      const sent = [0, 0, 0, 0];
      const queue = new InputQueue(
        (bytes) => {
          if (bytes.length > 4) wrong.push('more than a turn');
          const count = Math.min(room, bytes.length);
          room -= count;
          for (const byte of bytes.subarray(0, count)) written[byte] = (written[byte] ?? 0) + 1;
          return count;
        },
        LIMITS,
        () => 0,
      );
      let told = 0;
      let asked = 0;
      for (const one of [...steps, { room: 1000 }]) {
        if ('add' in one) {
          const all = queue.add(one.add, Buffer.alloc(one.length, one.add));
          sent[one.add] = (sent[one.add] ?? 0) + one.length;
          if (all !== (queue.waiting(one.add) === 0)) return false;
        } else if ('wait' in one) {
          const until = sent[one.wait] ?? 0;
          asked++;
          let times = 0;
          queue.whenDrained(one.wait, () => {
            told++;
            if (++times > 1 || (written[one.wait] ?? 0) < until) wrong.push('told');
          });
        } else {
          room = one.room;
          const before = written.reduce((sum, count) => sum + count);
          const taken = queue.pump();
          if (taken !== written.reduce((sum, count) => sum + count) - before) return false;
          if (room > 0 && !queue.empty) return false; // it could have taken more
        }
        for (const id of [1, 2, 3]) {
          if (queue.waiting(id) !== (sent[id] ?? 0) - (written[id] ?? 0)) return false;
        }
      }
      return wrong.length === 0 && queue.empty && told === asked;
    }),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});
