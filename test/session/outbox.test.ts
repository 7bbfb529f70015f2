// Output that waits for one client: whole frames in order, one write at a time, and no gap without a resync.
import fc from 'fast-check';
import t from 'tap';
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

t.test('an outbox counts what waits, and hands over whole frames, as many as a write may have', (t) => {
  const writes: string[] = [];
  let open = false;
  const outbox = new Outbox({ write: (bytes) => (writes.push(bytes.toString()), open) }, 12, 8);
  const state = (): unknown[] => [outbox.waiting, outbox.full, outbox.empty];
  t.strictSame(state(), [0, false, true]);
  outbox.send(frame('in flight'));
  t.strictSame(state(), [0, false, false], 'the socket has it');
  for (const text of ['aaa', 'bbb', 'ccc']) outbox.send(frame(text));
  t.strictSame(state(), [9, false, false]);
  outbox.send(frame('ddd'));
  t.strictSame(state(), [12, true, false]);
  t.strictSame(writes, ['in flight'], 'one write at a time');
  outbox.written();
  t.strictSame(writes, ['in flight', 'aaabbb'], 'a third frame would be more than a write may have');
  t.strictSame(state(), [6, false, false]);
  outbox.send(frame('longer than a write'));
  outbox.written();
  outbox.written();
  t.strictSame(writes.slice(2), ['cccddd', 'longer than a write']);
  t.strictSame(state(), [0, false, false]);
  open = true;
  outbox.written();
  t.strictSame(state(), [0, false, true]);
  t.end();
});

t.test('an outbox with drops and resyncs: no gap without a resync, and every byte is accounted for', (t) => {
  const sends = ['send', 'send', 'send', 'send', 'always'];
  const step = fc.constantFrom(...sends, 'shut', 'shut', 'open', 'drop', 'resync');
  let drops = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const socket = new Socket();
      const outbox = new Outbox(socket, 100, 4);
      let next = 0;
      let missed = 0;
      /** What goes out from here on, in order: numbers of output, `!` for what is always sent, `R` for a resync. */
      const expected: string[] = [];
      for (const one of steps) {
        if (one === 'send') {
          const text = String.fromCharCode(0x100 + next++);
          const sent = outbox.send(frame(text));
          if (sent !== (missed === 0)) return false;
          if (sent) expected.push(text);
          else missed += Buffer.byteLength(text);
        } else if (one === 'always') {
          outbox.sendAlways(frame('!'));
          expected.push('!');
        } else if (one === 'shut') socket.open = false;
        else if (one === 'open') {
          socket.open = true;
          socket.flush();
          outbox.written();
        } else if (one === 'drop') {
          const { waiting } = outbox;
          outbox.drop();
          missed += waiting;
          drops += waiting;
          // Frames go out in order, so what waited is the end of what was to go.
          for (let bytes = waiting; bytes > 0;) bytes -= Buffer.byteLength(expected.pop() ?? 'x');
        } else if (outbox.empty) {
          outbox.resynced();
          missed = 0;
          outbox.sendAlways(frame('R'));
          expected.push('R');
        }
        if (outbox.missed !== missed) return false;
        if (!expected.join('').startsWith(socket.taken)) return false;
      }
      socket.open = true;
      socket.flush();
      outbox.written();
      return socket.taken === expected.join('') && outbox.empty;
    }),
    { numRuns: 1000 },
  );
  t.ok(drops > 100, `${drops} bytes were dropped`);
  t.end();
});
