// What waits in a host: output for one client, output for nobody yet, input for the program.
import fc from 'fast-check';
import t from 'tap';
import { HeldOutput } from '../../src/session/held-output.ts';
import { InputQueue } from '../../src/session/input-queue.ts';
import { Outbox } from '../../src/session/outbox.ts';

/** A socket that takes everything, or nothing until it is let. */
class Socket {
  taken = '';
  open = true;
  #pending = '';

  write = (bytes: Buffer): boolean => {
    if (this.open) this.taken += bytes.toString();
    else this.#pending += bytes.toString();
    return this.open;
  };

  /** Takes what is pending; the outbox is to be told. */
  flush(): void {
    this.taken += this.#pending;
    this.#pending = '';
  }
}

const frame = (text: string): { bytes: Buffer; retain: () => void; copy: () => Buffer } => ({
  bytes: Buffer.from(text),
  retain: () => undefined,
  copy: () => Buffer.from(text),
});

t.test('an outbox keeps order and loses nothing while it is not dropped', (t) => {
  const step = fc.oneof(fc.string({ minLength: 1, maxLength: 5 }), fc.constant('open'), fc.constant('shut'));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const socket = new Socket();
      const outbox = new Outbox(socket, 100, 8);
      let sent = '';
      for (const one of steps) {
        if (one === 'shut') socket.open = false;
        else if (one === 'open') {
          socket.open = true;
          socket.flush();
          outbox.written();
        } else {
          outbox.send(frame(one));
          sent += one;
        }
      }
      socket.open = true;
      socket.flush();
      outbox.written();
      return socket.taken === sent && outbox.empty && outbox.waiting === 0;
    }),
  );
  t.pass();
  t.end();
});

t.test('after a drop nothing goes out before the resync, but for what is no output', (t) => {
  const socket = new Socket();
  const outbox = new Outbox(socket, 6, 100);
  socket.open = false;
  t.ok(outbox.send(frame('in flight')));
  t.ok(outbox.send(frame('waits!')));
  t.ok(outbox.full);
  outbox.drop();
  t.equal(outbox.missed, 6);
  t.notOk(outbox.send(frame('missed')));
  outbox.sendAlways(frame('control'));
  socket.open = true;
  socket.flush();
  outbox.written();
  t.equal(outbox.missed, 12);
  outbox.resynced();
  t.ok(outbox.send(frame(' again')));
  t.equal(socket.taken, 'in flightcontrol again');
  t.end();
});

t.test('a frame that is in flight is not to be used again, and one that waits is copied', (t) => {
  const socket = new Socket();
  const outbox = new Outbox(socket, 100, 100);
  let retained = 0;
  let copied = 0;
  const counting = {
    bytes: Buffer.from('x'),
    retain: () => retained++,
    copy: () => (copied++, Buffer.from('x')),
  };
  outbox.send(counting);
  t.strictSame([retained, copied], [0, 0], 'taken at once');
  socket.open = false;
  outbox.send(counting);
  t.strictSame([retained, copied], [1, 0], 'in flight');
  outbox.send(counting);
  t.strictSame([retained, copied], [1, 1], 'waits');
  t.end();
});

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

t.test('input keeps the order of each sender and loses nothing, however the terminal takes it', (t) => {
  const input = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.string({ minLength: 1, maxLength: 12 })),
  );
  fc.assert(
    fc.property(input, fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1 }), (input, room) => {
      let turn = 0;
      let written = '';
      let takesAll = false;
      const queue = new InputQueue((bytes) => {
        const count = takesAll ? bytes.length : Math.min(bytes.length, room[turn++ % room.length] ?? 0);
        written += Buffer.from(bytes.subarray(0, count)).toString('latin1');
        return count;
      }, 4);
      const sent = new Map<number, string>();
      for (const [sender, text] of input) {
        // Senders are told apart by the range of their characters.
        const own = Array.from(text, (char) =>
          String.fromCharCode((char.charCodeAt(0) % 32) + sender * 64),
        ).join('');
        sent.set(sender, (sent.get(sender) ?? '') + own);
        queue.add(sender, Buffer.from(own, 'latin1'));
      }
      takesAll = true;
      queue.pump();
      const of = (sender: number): string =>
        Array.from(written)
          .filter((char) => Math.floor(char.charCodeAt(0) / 64) === sender)
          .join('');
      return queue.empty && [1, 2, 3].every((sender) => of(sender) === (sent.get(sender) ?? ''));
    }),
  );
  t.pass();
  t.end();
});

t.test('each sender has its turn', (t) => {
  let room = 0;
  let written = '';
  const queue = new InputQueue((bytes) => {
    const count = Math.min(room, bytes.length);
    room -= count;
    written += Buffer.from(bytes.subarray(0, count)).toString();
    return count;
  }, 4);
  t.notOk(queue.add(1, Buffer.from('aaaaaaaaaa')));
  let drained = false;
  queue.whenDrained(1, () => (drained = true));
  t.notOk(queue.add(2, Buffer.from('b')));
  t.equal(queue.waiting(1), 10);
  room = 5;
  t.equal(queue.pump(), 5);
  t.equal(written, 'aaaab', 'not behind all of the first');
  t.notOk(drained);
  room = 100;
  queue.pump();
  t.ok(drained);
  t.equal(written, 'aaaabaaaaaa');
  t.ok(queue.add(1, Buffer.from('c')), 'written at once where nothing waits');
  queue.whenDrained(1, () => (drained = false));
  t.notOk(drained, 'nothing waits: called at once');
  t.end();
});
