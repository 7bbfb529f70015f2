// tdetach -n --log FILE writes all that the program prints, whatever happens to the file.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { FILE_END_MS } from '../../../src/base/limits/file-limits.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';

const FLOOD_LINES = 700_000;

/** Prints numbers, 5 MB in all. */
const FLOOD = ['sh', '-c', `seq 1 ${FLOOD_LINES}`] as const;

const numbers = (from: number, to: number): string => {
  let text = '';
  for (let number = from; number <= to; number++) text += `${number}\r\n`;
  return text;
};

const notes = (box: Sandbox, name = 's1.log'): string =>
  fs.existsSync(box.path(name)) ? fs.readFileSync(box.path(name), 'utf8') : '';

t.test(
  'after a flood and an immediate end, the whole log is there when clients learn of the end',
  async (t) => {
    const box = new Sandbox(t);
    const client = box.terminal(['-c', 's1', '--log', 'out', ...FLOOD]);
    t.equal(await client.status(), 0);
    const all = numbers(1, FLOOD_LINES);
    t.ok(all.length > 5_000_000);
    t.ok(fs.readFileSync(box.path('out'), 'latin1') === all, 'the same bytes');
    t.equal(fs.statSync(box.path('out')).mode & 0o777, 0o600);
    t.equal(notes(box), '');

    // Without clients, too, a command that waits for the end finds the whole log.
    await box.create('s2', FLOOD, { log: box.path('out2') });
    await box.session('s2').wait({ exit: true });
    t.ok(fs.readFileSync(box.path('out2'), 'latin1') === all, 'the same bytes');
  },
);

t.test('the log is appended to, keeps its mode, and does not contain what is typed', async (t) => {
  const box = new Sandbox(t);
  fs.writeFileSync(box.path('out'), 'before\n', { mode: 0o644 });
  await box.create('s1', ['sh', '-c', 'stty -echo; printf ready; read line; echo after'], { log: 'out' });
  await eventually(
    () => fs.readFileSync(box.path('out'), 'utf8') === 'before\nready',
    () => fs.readFileSync(box.path('out'), 'utf8'),
  );
  await box.session('s1').send({ text: 'secret', keys: ['Enter'] });
  await box.session('s1').wait({ exit: true });
  t.equal(fs.readFileSync(box.path('out'), 'utf8'), 'before\nreadyafter\r\n');
  t.equal(fs.statSync(box.path('out')).mode & 0o777, 0o644);
});

t.test('with --log-size the file never grows larger, and begins at the start of a line', async (t) => {
  const box = new Sandbox(t);
  fs.writeFileSync(box.path('out'), 'old line\n'.repeat(10_000));
  const { ino } = fs.statSync(box.path('out'));
  const client = box.terminal(['-c', 's1', '--log', 'out', '--log-size', '64K', ...FLOOD]);
  await client.until('1\r\n');
  let largest = 0;
  const look = setInterval(() => (largest = Math.max(largest, fs.statSync(box.path('out')).size)), 1);
  t.teardown(() => clearInterval(look));
  t.equal(await client.status(), 0);
  const left = fs.readFileSync(box.path('out'), 'latin1');
  const first = Number(/^(\d+)\r\n/.exec(left)?.[1]);
  t.ok(left === numbers(first, FLOOD_LINES), 'the last lines, whole');
  t.ok(left.length >= 32 * 1024 - 8 && largest <= 64 * 1024, `${left.length} left, ${largest} at most`);
  t.equal(fs.statSync(box.path('out')).ino, ino);
});

t.test('a full disk is noted once, and the session lives on', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'echo one; read a; seq 1 100000; echo two; read b'], {
    log: '/dev/full',
  });
  await eventually(
    () => notes(box) !== '',
    () => 'no note',
  );
  await box.session('s1').send({ keys: ['Enter'] });
  await box.session('s1').wait({ text: 'two' });
  t.match(notes(box), /^\S+ the log \/dev\/full cannot be written \([^)]*ENOSPC\)[^\n]*\n$/);
});

t.test('a log that cannot be opened makes no session, and leaves no file', async (t) => {
  const box = new Sandbox(t);
  execFileSync('mkfifo', [box.path('pipe')]);
  fs.mkdirSync(box.path('folder'));
  fs.writeFileSync(box.path('file'), 'kept');
  const before = fs.readdirSync(box.folder);
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['--log', 'none/out'], /none\/out cannot be written: its folder does not exist/],
    [['--log', 'folder'], /folder cannot be written: it is a folder/],
    [['--log', 'file/out'], /file\/out cannot be written: its folder is a file/],
    [['--log', 'pipe'], /pipe cannot be written: it is a pipe without a reader/],
    [['--log', './s1'], /s1 cannot be written: it is a pipe without a reader, or a socket/],
    [['--log', 'new', '--record', 'none/cast'], /none\/cast cannot be written/],
    [['--record', 'file'], /file cannot be written: it exists already, and is not empty: give another name/],
    [['--record', 'pipe'], /pipe cannot be written/],
    [['--record', '/dev/full'], /\/dev\/full cannot be written: the disk is full/],
    [['--log', 'same', '--record', 'same', '--log-size', '3K'], /bad log size "3K"/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await box.run(['-n', 's1', ...args, 'touch', box.path('ran')]);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, /^tdetach: [^\n]*\n$/);
    t.match(stderr, message);
  }
  // If the session exists already, the files of its creator are not touched either.
  await box.create('s1', ['sleep', '1000']);
  t.equal((await box.run(['-n', 's1', '--log', 'new', '--record', 'cast', 'true'])).status, 125);
  t.equal((await box.run(['-n', 's2', '--log', 'new', '--record', 'cast', 'no-such-command'])).status, 127);
  t.strictSame(
    fs.readdirSync(box.folder).filter((name) => name !== 's1'),
    before,
  );
  t.equal(fs.readFileSync(box.path('file'), 'utf8'), 'kept');
});

/** The number of bytes that the session has printed. */
const printed = async (box: Sandbox): Promise<number> => (await box.session('s1').status()).seq;

/** A pipe that is not read until the test does. */
function unreadPipe(t: Test, box: Sandbox): { path: string; descriptor: number } {
  const path = box.path('pipe');
  execFileSync('mkfifo', [path]);
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  t.teardown(() => fs.closeSync(descriptor));
  return { path, descriptor };
}

t.test('a log that hangs delays the program, but not the clients', async (t) => {
  const box = new Sandbox(t);
  const pipe = unreadPipe(t, box);
  // It prints far more than is kept, then what was typed meanwhile.
  const program = `stty -echo; printf 'ready\\n'; read go; seq 1 ${FLOOD_LINES}; read line; echo "got $line"; sleep 1000`;
  const client = box.terminal(['-c', 's1', '--log', pipe.path, 'sh', '-c', program]);
  await client.until('ready');
  client.type('go\r');
  let seen = -1;
  await eventually(
    async () => {
      const before = seen;
      seen = await printed(box);
      return seen > 500_000 && seen === before;
    },
    () => seen,
  );
  t.ok(seen < 1024 * 1024, `held up after ${seen} bytes`);
  client.type('x\x1c');
  t.equal(await client.status(), 0, 'it detaches');
  const again = box.terminal(['-a', 's1']);
  await again.until(/\d{5}\r\n/);
  again.type('\x1c');
  t.equal(await again.status(), 0, 'it attaches');
  t.ok((await box.session('s1').screen()).lines.join('').length > 100);
  await box.session('s1').send({ text: 'y', keys: ['Enter'] });

  // Once the pipe is read, all of it comes.
  const chunks: Buffer[] = [];
  const buffer = Buffer.alloc(65_536);
  const text = (): string => Buffer.concat(chunks).toString('latin1');
  const read = (): void => {
    try {
      for (let count = 1; count > 0;) {
        count = fs.readSync(pipe.descriptor, buffer);
        chunks.push(Buffer.from(buffer.subarray(0, count)));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  };
  await eventually(
    () => (read(), text().endsWith('got xy\r\n')),
    () => text().slice(-100),
  );
  t.ok(text() === `ready\r\n${numbers(1, FLOOD_LINES)}got xy\r\n`, 'the same bytes');
});

t.test('the end of a session waits a limited time for a log that hangs', async (t) => {
  const box = new Sandbox(t);
  const pipe = unreadPipe(t, box);
  await box.create('s1', ['sh', '-c', 'seq 1 100000; sleep 1000'], { log: pipe.path });
  await eventually(
    async () => (await printed(box)) > 500_000,
    () => 'no output',
  );
  const before = Date.now();
  await box.session('s1').kill({ wait: true });
  const took = Date.now() - before;
  t.ok(took >= FILE_END_MS - 100 && took < FILE_END_MS + 2500, `${took} ms`);
  t.match(notes(box), /^\S+ the log \S+ took nothing for 3 s: its last \d+ bytes are lost\n$/);
});

t.test('closing the pipe that it goes to ends the log', async (t) => {
  const box = new Sandbox(t);
  execFileSync('mkfifo', [box.path('pipe')]);
  const reader = fs.openSync(box.path('pipe'), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  await box.create('s1', ['sh', '-c', 'read a; echo one; exec sleep 1000'], { log: 'pipe' });
  fs.closeSync(reader);
  await box.session('s1').send({ keys: ['Enter'] });
  await eventually(
    () => notes(box).includes('EPIPE'),
    () => notes(box),
  );
  t.equal((await box.session('s1').status()).clients.length, 0, 'it lives');
});

t.test("the log may be the file of the host's own notes", async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'echo one; read a; echo two'], { log: './s1.log', record: 'cast' });
  await box.session('s1').wait({ text: 'one' }); // else Enter is echoed before it
  await box.session('s1').send({ keys: ['Enter'] });
  await box.session('s1').wait({ exit: true });
  t.match(notes(box), /^one\r\n(\r\n)?two\r\n$/);
});
