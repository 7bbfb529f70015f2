// Input of several senders at once: a token or a paste of one sender is never interrupted by
// another, and no client waits for longer than a turn.
import fc from 'fast-check';
import t from 'tap';
import { InputQueue } from '../../src/session/input-queue.ts';

const LIMITS = { turnBytes: 16, tokenBytes: 64, holdMs: 100 };
const START = '\x1b[200~';
const END = '\x1b[201~';

/** The characters of each sender, by which its bytes are told from the others'. */
const ALPHABETS = ['abcé', 'ijk€', 'qrs😀'] as const;

const from = <T>(...all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);

/** A token of a sender, of one of the kinds that a terminal sends. */
function token(alphabet: string): fc.Arbitrary<string> {
  const character = from(...Array.from(alphabet));
  const some = fc.array(character, { minLength: 1, maxLength: 10 }).map((all) => all.join(''));
  const letter = from(...Array.from(alphabet.slice(0, 3)));
  const pasted = fc.array(
    fc.oneof(
      some,
      letter.map((one) => `\x1b${one}`),
      letter.map((one) => `\x1b[20${one}`),
    ),
    { maxLength: 10 },
  );
  return fc.oneof(
    character,
    some.map((text) => `\x1b]${text}\x07`),
    some.map((text) => `\x1bP${text}\x1b\\`),
    letter.map((one) => `\x1b[1;5${one}`),
    letter.map((one) => `\x1b${one}`),
    pasted.map((all) => `${START}${all.join('')}${END}`),
  );
}

/** One token as a program reads it. */
const ONE =
  /\x1b\[200~([^]*?)\x1b\[201~|\x1b\[[\d;]*[a-z]|\x1b\][^\x07]*\x07|\x1bP[^\x1b]*\x1b\\|\x1b[a-z]|[^\x1b]/uy;

/** The senders whose characters a text contains. */
const ownersOf = (text: string): number[] =>
  ALPHABETS.flatMap((alphabet, sender) =>
    Array.from(alphabet).some((one) => text.includes(one)) ? [sender] : [],
  );

/** Each sender's part of the output; throws if one sender's input is inside that of another. */
function readBack(output: string): string[] {
  const parts = ['', '', ''];
  ONE.lastIndex = 0;
  while (ONE.lastIndex < output.length) {
    const at = ONE.lastIndex;
    const found = ONE.exec(output)?.[0];
    if (found === undefined) throw new Error(`no token at ${at} of ${JSON.stringify(output)}`);
    if (found === START + END) continue; // an empty paste, which may be any sender's
    const owners = ownersOf(found);
    const [owner] = owners;
    if (owner === undefined || owners.length > 1)
      throw new Error(`${JSON.stringify(found)} is of ${owners.join()}`);
    parts[owner] = (parts[owner] ?? '') + found;
  }
  return parts;
}

/** The text as if its pastes had not been closed and opened again, and without empty ones. */
const joined = (text: string): string => text.replaceAll(START + END, '').replaceAll(END + START, '');

t.test('the input of every sender is whole and in order, and its tokens contain no other input', (t) => {
  const stream = (alphabet: string): fc.Arbitrary<string> =>
    fc.array(token(alphabet), { maxLength: 12 }).map((all) => all.join(''));
  const streams = fc.tuple(...ALPHABETS.map(stream));
  const steps = fc.array(
    fc.record({
      sender: fc.integer({ min: 0, max: 2 }),
      bytes: fc.integer({ min: 1, max: 40 }),
      room: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(streams, steps, (streams, steps) => {
      let room = 0;
      const written: Buffer[] = [];
      const queue = new InputQueue(
        (bytes) => {
          const count = Math.min(room, bytes.length);
          room -= count;
          written.push(Buffer.from(bytes.subarray(0, count)));
          return count;
        },
        LIMITS,
        () => 0,
      );
      const rest = streams.map((text) => Buffer.from(text));
      const add = (sender: number, count: number): void => {
        const bytes = rest[sender] ?? Buffer.alloc(0);
        rest[sender] = bytes.subarray(count);
        queue.add(sender, bytes.subarray(0, count));
      };
      for (const step of steps) {
        room = step.room;
        add(step.sender, step.bytes);
        queue.pump();
      }
      room = Infinity;
      for (const sender of [0, 1, 2]) add(sender, Infinity);
      queue.pump();
      const output = Buffer.concat(written).toString();
      const parts = readBack(output);
      for (const [sender, text] of streams.entries()) {
        if (joined(parts[sender] ?? '') !== joined(text)) throw new Error(JSON.stringify(output));
      }
      return queue.empty && !queue.full;
    }),
    { numRuns: 3000 },
  );
  t.pass();
  t.end();
});

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
