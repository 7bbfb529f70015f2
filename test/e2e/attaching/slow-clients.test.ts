// Many clients of one session, some of them stopped, slow, half closed or sending garbage, and a
// fast leader: the leader gets every byte, the program runs on, and clients that lost output end up
// with the same screen.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { ATTACH, Peer } from '../../support/peer.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';
import { portrait } from '../../support/judges/xterm-screen.ts';

/** More than the outbox, the socket and the terminal of a client hold together. */
const LINES = 100_000;

/**
 * Prints many numbered lines when it is told to, then draws something that a line of the flood
 * would not leave.
 */
const FLOOD = [
  'sh',
  '-c',
  `stty raw -echo; printf READY; head -c 1 >/dev/null; seq -f 'a line of the flood, with its number: %.0f' 1 ${LINES};` +
    `printf '\\033[2;5H\\033[1;31mred\\033[7;10HEND'; exec cat`,
] as const;

function flood(): Buffer {
  const lines = Array.from(
    { length: LINES },
    (_, index) => `a line of the flood, with its number: ${index + 1}\n`,
  );
  return Buffer.from(`READY${lines.join('')}\x1b[2;5H\x1b[1;31mred\x1b[7;10HEND`);
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The screen of a terminal of 80 x 24 after this output. */
function screen(output: Buffer): Record<string, unknown> {
  const emulator = new Emulator(80, 24, 0);
  for (let at = 0; at < output.length; at += 65_536) emulator.write(output.subarray(at, at + 65_536));
  return portrait(emulator);
}

/** Stops a process, and continues it at the end of the test. */
function stop(t: Test, pid: number): void {
  process.kill(pid, 'SIGSTOP');
  t.teardown(() => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has already ended
    }
  });
}

t.test('a fast leader gets every byte, and slow clients get the same screen', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', FLOOD);
  const socket = box.path('s1');
  const stopped = box.terminal(['-a', 's1']);
  const slow = box.terminal(['-a', '-R', 's1'], { readBytes: 4_096 });
  await Promise.all([stopped.until('READY'), slow.until('READY')]);
  slow.slow(100);
  stop(t, stopped.pid);
  const half = await Peer.connect(socket);
  half.send(ATTACH);
  half.half();
  const garbage = await Peer.connect(socket);
  garbage.send(ATTACH);
  await garbage.write(Buffer.from('\0\0\0\x05garbage'));
  const leader = await Peer.connect(socket);
  t.teardown(() => [half, garbage, leader].map((peer) => peer.close()));
  leader.send({ ...ATTACH, redraw: 'none' });
  leader.send({ type: 'data', bytes: Buffer.from('g') });
  await leader.until('\x1b[7;10HEND');
  const whole = flood();
  const got = leader.output;
  // It was sent the modes first, and none were set.
  t.equal(hash(got), hash(whole.subarray('READY'.length)), `${got.length} bytes`);
  t.match(garbage.messages.at(-1), { type: 'error', code: 'not-msgpack' });

  const late = box.terminal(['-a', 's1']);
  await late.until('END');
  t.pass('a new client attaches while the others are stopped');

  process.kill(stopped.pid, 'SIGCONT');
  slow.slow(0);
  late.type('after');
  await Promise.all([stopped.until('after'), slow.until('after'), leader.until('after')]);
  const expected = screen(Buffer.concat([whole, Buffer.from('after')]));
  for (const [name, terminal] of Object.entries({ stopped, slow, late })) {
    t.ok(terminal.shown.length < whole.length / 2, `${name} was not sent all of it`);
    await eventually(
      () => JSON.stringify(screen(terminal.shown)) === JSON.stringify(expected),
      () => terminal.text.slice(-500),
    );
  }
});

t.test('a stopped leader does not stop the program, and gets the screen when it goes on', async (t) => {
  const box = new Sandbox(t);
  const leader = box.terminal(['-c', 's1', ...FLOOD]);
  await leader.until('READY');
  stop(t, leader.pid);
  const viewer = await Peer.connect(box.path('s1'));
  t.teardown(() => viewer.close());
  viewer.send({ ...ATTACH, readonly: true });
  const typist = await Peer.connect(box.path('s1'));
  t.teardown(() => typist.close());
  typist.send({ type: 'data', bytes: Buffer.from('g') });
  await viewer.until('\x1b[7;10HEND');
  process.kill(leader.pid, 'SIGCONT');
  leader.type('after');
  await leader.until('after');
  const expected = screen(Buffer.concat([flood(), Buffer.from('after')]));
  await eventually(
    () => JSON.stringify(screen(leader.shown)) === JSON.stringify(expected),
    () => leader.text.slice(-500),
  );
  t.ok(leader.shown.length < flood().length, 'it was not sent all of it');
});

t.test(
  'an output that is not a terminal and takes nothing ends with an error that counts the bytes missed',
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', FLOOD);
    execFileSync('mkfifo', [box.path('fifo')]);
    // Opened for both, so that neither side waits for the other.
    const fifo = fs.openSync(box.path('fifo'), fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
    t.teardown(() => fs.closeSync(fifo));
    const follower = box.shell(`"$0" "$@" > fifo; echo "status $?"`, ['-a', 's1']);
    const buffer = Buffer.alloc(65_536);
    let got = '';
    const read = (): number => {
      try {
        const count = fs.readSync(fifo, buffer);
        got += buffer.toString('latin1', 0, count);
        return count;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
        throw error;
      }
    };
    await eventually(
      () => read() > 0,
      () => follower.text,
    );
    t.equal(got, 'READY');
    const leader = await Peer.connect(box.path('s1'));
    t.teardown(() => leader.close());
    leader.send({ ...ATTACH, redraw: 'none' });
    leader.send({ type: 'data', bytes: Buffer.from('g') });
    await leader.until('\x1b[7;10HEND');
    await eventually(
      () => (read(), follower.text.includes('status')),
      () => [got.length, follower.text],
    );
    while (read() > 0);
    const missed = Number(
      /^tdetach: .* (\d+) bytes of the output were not delivered/m.exec(follower.text)?.[1],
    );
    const whole = flood();
    t.ok(whole.toString('latin1').startsWith(got), 'without a gap and without a picture');
    t.ok(missed > 0);
    t.equal(got.length + missed, whole.length);
    t.match(follower.text, /status 125\r\n$/);
  },
);

t.test('a slow output that is not a terminal paces the program while it leads', async (t) => {
  const box = new Sandbox(t);
  const bytes = 20_000_000;
  const program = `stty raw -echo; head -c ${bytes} /dev/zero`;
  const slow = box.shell('"$0" "$@" | (sleep 0.5; cat) | wc -c; echo done', [
    '-c',
    's1',
    'sh',
    '-c',
    program,
  ]);
  await slow.until('done');
  t.match(slow.text, new RegExp(`^${bytes}\\r?\n`, 'm'));
  t.notMatch(slow.text, /delivered/);
});
