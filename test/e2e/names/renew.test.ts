// A session whose socket was removed is soon found by its name again: the system or SIGUSR1 tells
// its host, which makes the socket again. Another session's socket is never replaced.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import t from 'tap';
import { MEND_AFTER_MS } from '../../../src/base/limits/name-limits.ts';
import { Sandbox, SHOW_KEYS, eventually, hostOf, programOf } from '../../support/sandbox.ts';

const log = (socket: string): string => {
  try {
    return fs.readFileSync(`${socket}.log`, 'utf8');
  } catch {
    return '';
  }
};

/** Waits until the log of the host at a socket matches. */
const noted = (socket: string, what: RegExp): Promise<void> =>
  eventually(
    () => what.test(log(socket)),
    () => [log(socket), fs.readdirSync(path.dirname(socket))],
  );

const ANEW = /the socket was made anew\n$/;

/** Returns true if a server accepts connections at a path. */
const reached = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const peer = net.connect(socket, () => {
      resolve(true);
      peer.destroy();
    });
    peer.on('error', () => resolve(false));
  });

/** A session whose program shows keys, and the ids of its program and its host. */
async function session(box: Sandbox, socket: string, env = {}): Promise<{ program: number; host: number }> {
  await box.create(socket, SHOW_KEYS, { env });
  const program =
    (await programOf(socket.includes('/') ? socket : path.join(box.folder, 'bare', socket))) ?? 0;
  return { program, host: hostOf(program) };
}

t.test('after a socket was deleted, clients stay attached and new ones can attach', async (t) => {
  const box = new Sandbox(t);
  for (const folder of [box.folder, box.path(`${'d'.repeat(100)}/${'e'.repeat(100)}`)]) {
    fs.mkdirSync(folder, { recursive: true });
    const socket = path.join(folder, 's1');
    const { program, host } = await session(box, socket);
    const first = box.terminal(['-a', socket]);
    await first.until('READY');
    for (let round = 0; round < 2; round++) {
      fs.unlinkSync(socket);
      process.kill(host, 'SIGUSR1');
      await eventually(
        () => fs.existsSync(socket),
        () => fs.readdirSync(folder),
      );
      t.equal(fs.statSync(socket).mode & 0o077, 0);
      const second = box.terminal(['-a', socket]);
      await second.until('READY');
      second.type(`k${round}`);
      await first.until(`k${round}`);
      second.type('\x1c');
      t.equal(await second.status(), 0);
    }
    t.strictSame(fs.readdirSync(folder), ['s1', 's1.log'], 'no temporary name is left');
    process.kill(program, 'SIGKILL');
    t.equal(await first.status(), 137);
    t.notOk(fs.existsSync(socket), 'the new one goes with the session, too');
    fs.rmSync(`${socket}.log`);
  }
});

t.test('a socket that is in its place is left alone', async (t) => {
  const box = new Sandbox(t);
  const socket = box.path('s1');
  const { host } = await session(box, socket);
  const { ino } = fs.lstatSync(socket);
  process.kill(host, 'SIGUSR1');
  t.equal(hostOf((await programOf(socket)) ?? 0), host, 'it lives');
  t.equal(fs.lstatSync(socket).ino, ino);
});

t.test('the host makes the session folder again, and in another folder only its socket', async (t) => {
  const box = new Sandbox(t);
  const bare = box.path('bare');
  const { program, host } = await session(box, 's1', { TDETACH_DIR: bare });
  fs.rmSync(bare, { recursive: true });
  process.kill(host, 'SIGUSR1');
  await noted(path.join(bare, 's1'), ANEW);
  t.equal(fs.statSync(bare).mode & 0o777, 0o700);
  t.equal(await programOf(path.join(bare, 's1')), program);

  const named = box.path('named');
  fs.mkdirSync(named);
  const other = await session(box, path.join(named, 's1'));
  fs.rmSync(named, { recursive: true });
  fs.mkdirSync(named);
  process.kill(other.host, 'SIGUSR1');
  // A socket is there before the host listens on it.
  await eventually(
    () => reached(path.join(named, 's1')),
    () => fs.readdirSync(named),
  );
  t.equal(await programOf(path.join(named, 's1')), other.program);
  process.kill(program, 'SIGKILL');
  process.kill(other.program, 'SIGKILL');
});

t.test('a name that another session or file has taken is left alone until it is free', async (t) => {
  const box = new Sandbox(t);
  const socket = box.path('s1');
  const old = await session(box, socket);
  fs.unlinkSync(socket);
  const other = net.createServer((peer) => peer.destroy()).listen(socket);
  await noted(socket, /the socket could not be made anew: the session \S+ exists already/);
  process.kill(old.host, 'SIGUSR1');
  await noted(socket, /(.*exists already.*\n){2}/);
  t.equal(await reached(socket), true, 'it is left alone');

  fs.renameSync(socket, box.path('s2'));
  fs.writeFileSync(socket, 'a file');
  await noted(socket, /could not be made anew: \S+ is a file, not a session/);
  t.equal(fs.readFileSync(socket, 'utf8'), 'a file');

  fs.unlinkSync(socket);
  await noted(socket, ANEW);
  t.equal(await programOf(socket), old.program, 'it is tried again when the name is free');
  t.equal(log(socket).split('\n').length, 5, 'each fault is noted once, but where it was asked to');
  other.close();
});

/** Waits until a session answers by its name again, and returns the time that took, in ms. */
async function backAfter(socket: string, program: number): Promise<number> {
  const from = performance.now();
  await eventually(
    async () => fs.existsSync(socket) && (await programOf(socket)) === program,
    () => [log(socket), socket],
  );
  return performance.now() - from;
}

const skip = process.platform !== 'linux' && 'a host is told of its socket on Linux only';

t.test('a session whose socket or folder is removed is soon found by its name', { skip }, async (t) => {
  const box = new Sandbox(t);
  const above = box.path('above');
  const bare = path.join(above, 'bare');
  fs.mkdirSync(bare, { recursive: true, mode: 0o700 });
  fs.chmodSync(bare, 0o700);
  const socket = path.join(bare, 's1');
  await box.create('s1', SHOW_KEYS, {
    sshAgent: true,
    env: { TDETACH_DIR: bare, SSH_AUTH_SOCK: '/agent' },
  });
  const program = (await programOf(socket)) ?? 0;
  const changes: Readonly<Record<string, () => void>> = {
    'its socket': () => fs.rmSync(socket),
    'its socket, again': () => fs.rmSync(socket),
    'its folder': () => fs.rmSync(bare, { recursive: true }),
    'its folder, which is made again': () => {
      fs.rmSync(bare, { recursive: true });
      fs.mkdirSync(bare, { mode: 0o700 });
    },
    'the folder above, which is made again': () => {
      fs.rmSync(above, { recursive: true });
      fs.mkdirSync(above, { mode: 0o700 });
    },
    'a file at its name': () => {
      fs.rmSync(socket);
      fs.mkdirSync(socket);
      fs.rmdirSync(socket);
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    change();
    const took = await backAfter(socket, program);
    t.ok(took < 1_000, `${what}: ${Math.round(took)} ms`);
    t.equal(fs.statSync(socket).mode & 0o077, 0);
    await eventually(
      () => fs.existsSync(bare) && fs.readdirSync(bare).includes('s1.agent'),
      () => log(socket),
    );
    t.equal(fs.readlinkSync(`${socket}.agent`), '/agent');
  }
  process.kill(program, 'SIGKILL');
});

t.test("a missing folder on a session's path is waited for, and not made", { skip }, async (t) => {
  const box = new Sandbox(t);
  const socket = box.path('a/b/s1');
  fs.mkdirSync(path.dirname(socket), { recursive: true });
  const { program } = await session(box, socket);
  fs.rmSync(box.path('a'), { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 2 * MEND_AFTER_MS));
  t.notOk(fs.existsSync(box.path('a')), 'it is not for the host to make');
  fs.mkdirSync(path.dirname(socket), { recursive: true });
  t.ok((await backAfter(socket, program)) < 1_000);
  fs.renameSync(box.path('a'), box.path('moved'));
  fs.mkdirSync(path.dirname(socket), { recursive: true });
  const listed = await box.run(['screen', socket]);
  t.equal(
    listed.status,
    0,
    'the host is not told that a folder was moved, but a client that searches finds the session',
  );
  process.kill(program, 'SIGKILL');
});

t.test('SIGTERM works if the socket or its folder is gone', async (t) => {
  const box = new Sandbox(t);
  for (const folder of [false, true]) {
    const named = box.path(`named-${folder}`);
    fs.mkdirSync(named);
    const socket = path.join(named, 's1');
    const { host } = await session(box, socket);
    const terminal = box.terminal(['-a', socket]);
    await terminal.until('READY');
    if (folder) fs.rmSync(named, { recursive: true });
    else fs.unlinkSync(socket);
    process.kill(host, 'SIGTERM');
    t.equal(await terminal.status(), 129, 'ended by SIGHUP');
    await eventually(
      () => !fs.existsSync(`/proc/${host}/fd/0`),
      () => fs.readFileSync(`/proc/${host}/status`, 'utf8'),
    );
    fs.rmSync(named, { recursive: true, force: true });
  }
});
