// Writing to a file that is slow, full, or hangs: what is written, when the program is paused, and
// how the writing ends.
import t from 'tap';
import {
  FILE_END_MS,
  FILE_PAUSE_BYTES,
  FILE_QUEUE_BYTES,
  FILE_RESUME_BYTES,
} from '../../src/base/limits/file-limits.ts';
import { FileWriter } from '../../src/host/files/file-writer.ts';
import { ByteQueue } from '../../src/session/waiting-bytes.ts';
import { eventually } from '../support/sandbox.ts';

/** A file whose writes the test answers, with a number of bytes or an error. */
class SlowFile {
  readonly written: Buffer[] = [];
  closed = 0;
  #pending: { bytes: Buffer; resolve: (count: number) => void; reject: (error: Error) => void } | undefined;

  write(bytes: Buffer): Promise<number> {
    if (this.#pending) throw new Error('two writes at the same time');
    return new Promise((resolve, reject) => (this.#pending = { bytes, resolve, reject }));
  }

  /** Answers the pending write, or the next one. */
  async answer(most: number | Error): Promise<void> {
    await eventually(
      () => this.#pending !== undefined,
      () => 'no write',
    );
    const pending = this.#pending;
    this.#pending = undefined;
    if (most instanceof Error) return pending?.reject(most);
    const part = pending?.bytes.subarray(0, most) ?? Buffer.alloc(0);
    this.written.push(part);
    pending?.resolve(part.length);
  }

  get writes(): boolean {
    return this.#pending !== undefined;
  }

  get all(): string {
    return Buffer.concat(this.written).toString();
  }

  close(): void {
    this.closed++;
  }
}

function scene(): { file: SlowFile; queue: ByteQueue; told: unknown[]; writer: FileWriter } {
  const file = new SlowFile();
  const queue = new ByteQueue();
  const told: unknown[] = [];
  const port = {
    hold: (on: boolean): void => void told.push(on),
    failed: (error: unknown): void => void told.push(error),
  };
  return { file, queue, told, writer: new FileWriter(file, queue, port) };
}

t.test('writes are made one at a time and in order, and then the file is closed', async (t) => {
  const { file, queue, told, writer } = scene();
  for (const text of ['abc', 'def', 'ghi']) {
    queue.add(Buffer.from(text));
    writer.more();
  }
  await file.answer(2);
  await file.answer(0);
  await file.answer(1);
  const finished = writer.finish();
  await file.answer(100);
  await eventually(
    () => file.writes || file.all === 'abcdefghi',
    () => file.all,
  );
  t.equal(await finished, 0);
  t.strictSame([file.all, file.closed, told], ['abcdefghi', 1, []]);
});

t.test('the program is paused while too much waits', async (t) => {
  const { file, queue, told, writer } = scene();
  queue.add(Buffer.alloc(FILE_PAUSE_BYTES));
  writer.more();
  t.strictSame(told, []);
  queue.add(Buffer.alloc(1));
  writer.more();
  t.strictSame(told, [true]);
  while (queue.length > FILE_RESUME_BYTES) {
    t.strictSame(told, [true]);
    await file.answer(FILE_RESUME_BYTES);
    await eventually(
      () => file.writes,
      () => queue.length,
    );
  }
  t.strictSame(told, [true, false]);
  const finished = writer.finish();
  await file.answer(Infinity);
  t.equal(await finished, 0);
});

t.test('an error is reported once, ends the writing, and lets the program go on', async (t) => {
  const { file, queue, told, writer } = scene();
  queue.add(Buffer.alloc(FILE_PAUSE_BYTES + 1));
  writer.more();
  const full = new Error('ENOSPC');
  await file.answer(full);
  await eventually(
    () => file.closed > 0,
    () => told,
  );
  queue.add(Buffer.from('more'));
  writer.more();
  t.strictSame(told, [true, false, full]);
  t.notOk(file.writes);
  t.ok((await writer.finish()) > 0);
  t.equal(file.closed, 1);
});

t.test('an error of the last write is reported, with the bytes lost', async (t) => {
  const { file, queue, told, writer } = scene();
  queue.add(Buffer.from('abc'));
  writer.more();
  const finished = writer.finish();
  const full = new Error('ENOSPC');
  await file.answer(full);
  t.equal(await finished, 3);
  t.strictSame([told, file.closed], [[full], 1]);
});

t.test('a file that hangs is waited for a limited time, and closed after its write', async (t) => {
  const { file, queue, told, writer } = scene();
  queue.add(Buffer.from('abc'));
  writer.more();
  const before = Date.now();
  t.equal(await writer.finish(), 3);
  t.ok(Date.now() - before >= FILE_END_MS - 1);
  t.equal(file.closed, 0);
  await file.answer(new Error('late'));
  await eventually(
    () => file.closed > 0,
    () => told,
  );
  t.strictSame([told, file.closed, file.writes], [[], 1, false]);
});

t.test('a queue that others fill for a file that hangs has a limit', (t) => {
  const { queue, told, writer } = scene();
  queue.add(Buffer.alloc(FILE_QUEUE_BYTES));
  writer.more();
  queue.add(Buffer.alloc(1));
  writer.more();
  t.match(told, [true, false, { message: 'it takes nothing, and too much waits for it' }]);
  t.ok(writer.closed);
  t.end();
});
