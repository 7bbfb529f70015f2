// Output that waits for one client: whole frames in order, one write at a time, and no gap without
// a resync.
import fc from 'fast-check';
import t from 'tap';
import { Outbox } from '../../src/session/outbox.ts';
import type { Frame } from '../../src/session/outbox.ts';

/** A socket that takes everything, or nothing until it is opened. */
class Socket {
  taken = '';
  open = true;
  #pending = '';

  write = (bytes: Buffer): boolean => {
    if (this.open) this.taken += bytes.toString();
    else this.#pending += bytes.toString();
    return this.open;
  };

  /** Takes what is pending; the outbox has to be told. */
  flush(): void {
    this.taken += this.#pending;
    this.#pending = '';
  }
}

/** A frame with one byte of header that does not count as output. */
function frame(text: string): Frame {
  const bytes = Buffer.from(text);
  const output = bytes.length - 1;
  return { bytes, output, retain: () => undefined, keep: () => ({ bytes: Buffer.from(text), output }) };
}

t.test('an outbox keeps the order and loses nothing until output is dropped', (t) => {
  const step = fc.oneof(fc.string({ minLength: 1, maxLength: 5 }), fc.constant('open'), fc.constant('shut'));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const socket = new Socket();
      const outbox = new Outbox(socket, 1000, 8);
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

t.test('after a drop control messages are still sent, and output only after the resync', (t) => {
  const socket = new Socket();
  const outbox = new Outbox(socket, 6, 100);
  socket.open = false;
  t.ok(outbox.send(frame('in flight')));
  t.ok(outbox.send(frame('wai')));
  outbox.sendControl(Buffer.from(' reply'));
  t.ok(outbox.send(frame('ts!')));
  t.strictSame([outbox.waiting, outbox.controlBytes, outbox.hasDropped], [6, 6, false], 'just full');
  t.notOk(outbox.send(frame('over')), 'it does not fit, and takes along what waits');
  t.strictSame(
    [outbox.waiting, outbox.controlBytes, outbox.hasDropped, outbox.missed],
    [0, 6, true, 2 + 2 + 3],
  );
  t.notOk(outbox.send(frame('x')), 'though it would fit now');
  t.notOk(outbox.send(frame('missed')));
  outbox.sendControl(Buffer.from(' control'));
  socket.open = true;
  socket.flush();
  outbox.written();
  t.ok(outbox.empty);
  t.equal(outbox.controlBytes, 0);
  t.notOk(outbox.send(frame('missed')), 'nor when nothing waits any more');
  t.equal(outbox.missed, 7 + 5 + 5);
  outbox.resynced();
  t.strictSame([outbox.hasDropped, outbox.missed], [false, 0]);
  t.ok(outbox.send(frame(' again')));
  t.equal(socket.taken, 'in flight reply control again');
  t.end();
});

t.test('dropping loses nothing if nothing waits', (t) => {
  const socket = new Socket();
  const outbox = new Outbox(socket, 6, 100);
  outbox.drop();
  socket.open = false;
  outbox.send(frame('in flight'));
  outbox.drop();
  t.strictSame([outbox.hasDropped, outbox.missed], [false, 0]);
  t.end();
});

t.test('the buffer of a frame in flight is retained, and a frame that waits is copied', (t) => {
  const socket = new Socket();
  const outbox = new Outbox(socket, 100, 100);
  let retained = 0;
  let copied = 0;
  const counting = {
    ...frame('x'),
    retain: () => retained++,
    keep: () => (copied++, frame('x').keep()),
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

t.test('an outbox counts what waits, and writes as many whole frames as fit in a write', (t) => {
  const writes: string[] = [];
  let open = false;
  const outbox = new Outbox({ write: (bytes) => (writes.push(bytes.toString()), open) }, 25, 8);
  const state = (): unknown[] => [outbox.waiting, outbox.empty];
  t.strictSame(state(), [0, true]);
  outbox.send(frame('in flight'));
  t.strictSame(state(), [0, false], 'the socket has it');
  for (const text of ['aaa', 'bbb', 'ccc']) outbox.send(frame(text));
  t.strictSame(state(), [9, false]);
  outbox.send(frame('ddd'));
  t.strictSame(state(), [12, false]);
  t.strictSame(writes, ['in flight'], 'one write at a time');
  outbox.written();
  t.strictSame(writes, ['in flight', 'aaabbb'], 'a third frame would be more than a write may have');
  t.strictSame(state(), [6, false]);
  outbox.send(frame('longer than a write'));
  outbox.written();
  outbox.written();
  t.strictSame(writes.slice(2), ['cccddd', 'longer than a write']);
  t.strictSame(state(), [0, false]);
  open = true;
  outbox.written();
  t.strictSame(state(), [0, true]);
  t.end();
});

t.test('with losses and resyncs every byte is accounted for, and no queue exceeds its bound', (t) => {
  const LIMIT = 6;
  const sends = ['send', 'send', 'send', 'send', 'always'];
  const step = fc.constantFrom(...sends, 'shut', 'shut', 'open', 'drop', 'resync');
  const seen = { lost: 0, full: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const socket = new Socket();
      const outbox = new Outbox(socket, LIMIT, 4);
      let next = 0;
      let lost = false;
      let missed = 0;
      /**
       * What goes out from here on, in order: output of two bytes, `!` for control messages, `R`
       * for a resync.
       */
      let expected: string[] = [];
      const isOutput = (text: string): boolean => text !== '!' && text !== 'R';
      const drop = (): void => {
        const kept = expected.length;
        const gone = outbox.waiting / 2;
        let left = gone;
        for (let at = kept - 1; at >= 0 && left > 0; at--) {
          if (!isOutput(expected[at] ?? '!')) continue;
          expected[at] = '';
          left--;
        }
        missed += gone;
        if (gone > 0) lost = true;
      };
      for (const one of steps) {
        if (one === 'send') {
          const text = String.fromCharCode(0x100 + next++);
          const fits = !lost && (outbox.empty || outbox.waiting + 2 <= LIMIT);
          if (outbox.waiting === LIMIT) seen.full++;
          if (fits) expected.push(text);
          else {
            drop();
            lost = true;
            missed++;
          }
          if (outbox.send(frame(text)) !== fits) return false;
        } else if (one === 'always') {
          outbox.sendControl(Buffer.from('!'));
          expected.push('!');
        } else if (one === 'shut') socket.open = false;
        else if (one === 'open') {
          socket.open = true;
          socket.flush();
          outbox.written();
        } else if (one === 'drop') {
          drop();
          outbox.drop();
        } else if (outbox.empty) {
          outbox.resynced();
          lost = false;
          missed = 0;
          outbox.sendControl(Buffer.from('R'));
          expected.push('R');
        }
        expected = expected.filter((text) => text !== '');
        if (lost) seen.lost++;
        if (outbox.hasDropped !== lost || outbox.missed !== missed || outbox.waiting > LIMIT) return false;
        if (!expected.join('').startsWith(socket.taken)) return false;
      }
      socket.open = true;
      socket.flush();
      outbox.written();
      return socket.taken === expected.join('') && outbox.empty && outbox.controlBytes === 0;
    }),
    { numRuns: 1000 },
  );
  t.ok(seen.lost > 100 && seen.full > 50, JSON.stringify(seen));
  t.end();
});
