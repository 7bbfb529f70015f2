// Turns of several senders of input: no client waits for longer than a turn, and pastes are closed
// for the turns of others.
import fc from 'fast-check';
import t from 'tap';
import { InputQueue } from '../../src/session/input-queue.ts';

const LIMITS = { turnBytes: 16, tokenBytes: 64, holdMs: 100 };
const START = '\x1b[200~';
const END = '\x1b[201~';

interface Rig {
  readonly queue: InputQueue;
  room: number;
  now: number;
  readonly written: () => string;
}

function rig(): Rig {
  let written = '';
  const write = (bytes: Uint8Array): number => {
    const count = Math.min(self.room, bytes.length);
    self.room -= count;
    written += Buffer.from(bytes.subarray(0, count)).toString('latin1');
    return count;
  };
  const self: Rig = {
    queue: new InputQueue(write, LIMITS, () => self.now),
    room: Infinity,
    now: 0,
    written: () => written,
  };
  return self;
}

t.test('the bytes of a single sender pass unchanged, and an unfinished key at once', (t) => {
  const it = rig();
  const text = `${START}${'x'.repeat(100)}${END}\x1b[A\x1b`;
  it.queue.add(1, Buffer.from(text));
  t.equal(it.written(), text);
  t.end();
});

t.test('a paste is closed for the turn of another sender, and opened again', (t) => {
  const it = rig();
  it.room = 0;
  it.queue.add(1, Buffer.from(`${START}${'x'.repeat(40)}${END}y`));
  it.queue.add(2, Buffer.from('\x03'));
  it.room = Infinity;
  it.queue.pump();
  t.equal(it.written(), `${START}${'x'.repeat(10)}${END}\x03${START}${'x'.repeat(30)}${END}y`);
  t.end();
});

t.test('a sender waits for at most a turn, however much of a paste is there', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 }), (before, step) => {
      const it = rig();
      it.room = before;
      it.queue.add(1, Buffer.from(`${START}${'€'.repeat(200)}${END}`));
      it.room = 0;
      it.queue.add(2, Buffer.from('\x03'));
      const from = it.written().length;
      while (!it.written().includes('\x03')) {
        it.room = step;
        if (it.queue.pump() === 0) return false;
      }
      const waited = it.written().indexOf('\x03') - from;
      return waited <= LIMITS.turnBytes + 2 + END.length;
    }),
  );
  t.pass();
  t.end();
});

t.test("a paste that ends during another sender's turn is not opened again", (t) => {
  const it = rig();
  it.queue.add(1, Buffer.from(`${START}xx`));
  it.queue.add(2, Buffer.from('a'));
  it.queue.add(1, Buffer.from(`\x1b[20`));
  it.queue.add(1, Buffer.from(`1~y`));
  t.equal(it.written(), `${START}xx${END}ay`);
  t.ok(it.queue.empty);
  t.end();
});

t.test('the rest of a sequence is waited for a limited time', (t) => {
  const it = rig();
  it.queue.add(1, Buffer.from('\x1b[1'));
  it.now = 50;
  it.queue.add(2, Buffer.from('a'));
  t.equal(it.queue.heldUntil, 100);
  it.queue.add(1, Buffer.from('A'));
  t.equal(it.written(), '\x1b[1Aa', 'it has come');
  t.equal(it.queue.heldUntil, undefined);
  it.queue.add(1, Buffer.from('\x1b'));
  it.queue.add(2, Buffer.from('b'));
  it.now = 149;
  it.queue.pump();
  t.equal(it.written(), '\x1b[1Aa\x1b');
  it.now = 150;
  it.queue.pump();
  t.equal(it.written(), '\x1b[1Aa\x1bb', 'it was a key of its own');
  it.queue.add(1, Buffer.from('\x1b]'));
  for (it.now = 160; it.now < 260; it.now += 10) it.queue.add(1, Buffer.from('x'));
  it.queue.add(2, Buffer.from('c'));
  t.match(it.written(), /xc$/, 'input that trickles in delays no other sender for longer');
  t.end();
});

t.test('a sequence that never ends gives way at its maximum length', (t) => {
  const it = rig();
  it.room = 0;
  it.queue.add(1, Buffer.from(`\x1b]${'x'.repeat(1000)}`));
  it.queue.add(2, Buffer.from('a'));
  it.room = Infinity;
  it.queue.pump();
  t.equal(it.written().indexOf('a'), LIMITS.tokenBytes);
  t.end();
});

t.test('a sender that has left delays no other, and its paste is closed before the next input', (t) => {
  const it = rig();
  it.queue.add(1, Buffer.from('\x1b['));
  it.queue.leave(1);
  it.queue.add(2, Buffer.from('a'));
  t.equal(it.written(), '\x1b[a');
  it.queue.add(3, Buffer.from(`${START}xx\x1b[20`));
  t.notOk(it.queue.empty, 'the beginning of what may be the end is held back');
  it.queue.leave(3);
  it.queue.pump();
  t.ok(it.queue.empty);
  t.equal(it.written(), `\x1b[a${START}xx\x1b[20`, 'until nothing more can come');
  it.queue.add(2, Buffer.from('b'));
  t.match(it.written(), `xx\x1b[20${END}b`);
  t.end();
});

t.test('a sender is told when its paste without an end has been taken', (t) => {
  const it = rig();
  it.queue.add(1, Buffer.from(`${START}xx\x1b`));
  let told = 0;
  it.queue.whenDrained(1, () => told++);
  t.equal(told, 0);
  it.queue.pump();
  t.equal(told, 1);
  t.equal(it.written(), `${START}xx\x1b`);
  t.end();
});

/** As rig(), with pastes that end after 1,000 ms. */
function pausing(knowsPastes: boolean): Rig {
  let written = '';
  const self: Rig = {
    queue: new InputQueue(
      (bytes) => {
        written += Buffer.from(bytes).toString('latin1');
        return bytes.length;
      },
      { ...LIMITS, pasteMs: 1000 },
      () => self.now,
      () => knowsPastes,
    ),
    room: Infinity,
    now: 0,
    written: () => written,
  };
  return self;
}

t.test('a program that does not use paste markers is sent only those that were typed', (t) => {
  const it = pausing(false);
  it.queue.add(1, Buffer.from(`${START}abc`));
  it.queue.add(2, Buffer.from('x'));
  it.queue.add(1, Buffer.from(`def${END}`));
  it.queue.add(2, Buffer.from('y'));
  t.equal(it.written(), `${START}abcxdef${END}y`);
  t.end();
});

t.test('a paste without an end ends after a pause: it is closed for others, and not opened again', (t) => {
  const it = pausing(true);
  it.queue.add(1, Buffer.from(`${START}abc`));
  it.now = 999;
  it.queue.add(2, Buffer.from('x'));
  it.queue.add(1, Buffer.from('d'));
  t.equal(it.written(), `${START}abc${END}x${START}d`, 'not yet');
  it.now = 2000;
  it.queue.add(2, Buffer.from('y'));
  it.queue.add(1, Buffer.from('e'));
  it.queue.add(2, Buffer.from('z'));
  t.equal(it.written(), `${START}abc${END}x${START}d${END}yez`);

  const alone = pausing(true);
  alone.queue.add(1, Buffer.from(`${START}abc`));
  alone.now = 1000;
  alone.queue.add(1, Buffer.from('d'));
  t.equal(alone.written(), `${START}abcd`, 'a sender alone is left alone');
  alone.queue.add(2, Buffer.from('x'));
  t.equal(alone.written(), `${START}abcd${END}x`);
  const late = pausing(true);
  late.queue.add(1, Buffer.from(`${START}abc`));
  late.now = 1000;
  late.queue.add(1, Buffer.from(`d${END}`));
  late.queue.add(2, Buffer.from('x'));
  t.equal(late.written(), `${START}abcd${END}x`, 'it ends but once');
  t.end();
});

t.test("the possible beginning of a paste's end is written after the pause at the latest", (t) => {
  for (const end of ['\x1b', '\x1b[201']) {
    const it = pausing(true);
    it.queue.add(1, Buffer.from(`${START}abc${end}`));
    t.equal(it.written(), `${START}abc`);
    t.equal(it.queue.heldUntil, 1000);
    it.now = 1000;
    it.queue.pump();
    t.equal(it.written(), `${START}abc${end}`);
    t.equal(it.queue.heldUntil, undefined);
    t.ok(it.queue.empty);
  }
  t.end();
});
