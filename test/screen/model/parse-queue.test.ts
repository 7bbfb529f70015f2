// The queue of the screen model: its work is cut by time and done in order, and other events are
// handled in between.
import t from 'tap';
import {
  MODEL_BACKLOG_BYTES,
  MODEL_PIECE_BYTES,
  MODEL_SLICE_MS,
} from '../../../src/base/limits/model-limits.ts';
import { ParseQueue } from '../../../src/screen/model/parse-queue.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A queue before a parser at which each byte takes a fixed time, by a clock of its own.
 * @param keep the last bytes of a stretch that have to be parsed
 */
function queueOf(
  msPerByte: number,
  keep = Infinity,
): {
  queue: ParseQueue;
  parsed: () => string;
  took: () => number;
  looked: () => number;
  told: string[];
} {
  let [clock, parsed, looked] = [0, '', 0];
  const told: string[] = [];
  const queue = new ParseQueue({
    parse: (bytes) => {
      clock += bytes.length * msPerByte;
      if (parsed.length < 1000) parsed += bytes.toString('latin1');
      return bytes.length;
    },
    opensFrame: () => false,
    resizes: () => false,
    needed: (bytes) => {
      looked += bytes.length;
      return keep < bytes.length ? [bytes.subarray(0, 0), bytes.subarray(bytes.length - keep)] : [bytes];
    },
    onFull: (full) => told.push(full ? 'full' : 'room'),
    onCaughtUp: () => undefined,
    now: () => clock,
  });
  return { queue, parsed: () => parsed, took: () => clock, looked: () => looked, told };
}

t.test('in one turn of the event loop it works no longer than a slice, whatever is called', async (t) => {
  const pieceMs = MODEL_SLICE_MS / 4;
  const { queue, took } = queueOf(pieceMs / MODEL_PIECE_BYTES);
  queue.add(Buffer.alloc(40 * MODEL_PIECE_BYTES), 1000, true);
  const done: true[] = [];
  for (let count = 0; count < 100; count++) queue.catchUp();
  queue.then(() => void done.push(true));
  t.ok(took() <= MODEL_SLICE_MS + pieceMs, `${took()} ms`);
  for (let turns = 0; done.length === 0; turns++) {
    const before = took();
    await nextTurn();
    queue.catchUp();
    t.ok(took() - before <= 2 * (MODEL_SLICE_MS + pieceMs), `${took() - before} ms in turn ${turns}`);
    if (turns > 40) return t.fail('it does not go on');
  }
  t.equal(took(), 40 * pieceMs);
});

t.test('a step runs after everything before it has been parsed', (t) => {
  const { queue, parsed } = queueOf(0);
  const at: string[] = [];
  const note = (): void => void at.push(parsed());
  queue.add(Buffer.from('one '), 1000, true);
  queue.then(note, false);
  queue.add(Buffer.from('two '), 1000, true);
  queue.then(note, false);
  queue.add(Buffer.from('three'), 1000, true);
  queue.flush();
  t.strictSame(at, ['one ', 'one two ']);
  t.equal(parsed(), 'one two three');
  t.end();
});

t.test('a step that is added in the last step of the queue runs within the call', (t) => {
  const { queue } = queueOf(0);
  const order: string[] = [];
  queue.add(Buffer.from('output'), 1000, true);
  queue.then(() => {
    queue.then(() => order.push('picture'));
    order.push('exit');
  }, false);
  queue.flush();
  t.strictSame(order, ['picture', 'exit']);
  t.end();
});

t.test('a full queue pauses the program until there is room', async (t) => {
  const chunk = Buffer.alloc(65_536);
  const fill = (queue: ParseQueue): void => {
    for (let count = 0; count <= MODEL_BACKLOG_BYTES / chunk.length; count++) queue.add(chunk, 1000, true);
  };
  const quick = queueOf(0);
  fill(quick.queue);
  t.strictSame(quick.told, []);
  quick.queue.flush();
  const slow = queueOf(2_500 / MODEL_BACKLOG_BYTES);
  fill(slow.queue);
  t.strictSame(slow.told, ['full']);
  while (slow.told.length < 2) await nextTurn();
  t.strictSame(slow.told, ['full', 'room']);
  slow.queue.flush();
});

t.test('the search for what need not be parsed reads at most three times the backlog', async (t) => {
  const { queue, looked } = queueOf((4 * MODEL_SLICE_MS) / MODEL_BACKLOG_BYTES);
  const chunk = Buffer.alloc(65_536);
  for (let count = 0; count < MODEL_BACKLOG_BYTES / chunk.length; count++) {
    queue.add(chunk, 1000, true);
    queue.catchUp();
  }
  while (!queue.isEmpty) await nextTurn();
  t.ok(looked() <= 3 * MODEL_BACKLOG_BYTES, `${looked()} bytes`);
});

t.test('output before a step is parsed to its end, and output after it can be skipped', (t) => {
  const { queue, parsed } = queueOf(0, 10);
  queue.add(Buffer.alloc(MODEL_BACKLOG_BYTES / 2, 'a'), 1000, true);
  queue.then(() => t.equal(parsed(), 'a'.repeat(10)), false);
  queue.add(Buffer.alloc(MODEL_BACKLOG_BYTES / 4, 'b'), 1000, true);
  queue.flush();
  t.match(parsed(), /^a{10}b+$/);
  t.end();
});
