// Which creator gets a name, where sockets lie, and which users can reach them.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { SHOW_KEYS, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

const SLEEP = ['sleep', '1000'] as const;

t.test('of concurrent creators of one name exactly one makes the session', async (t) => {
  const box = new Sandbox(t);
  const counted = box.path('count');
  const terminals = Array.from({ length: 12 }, () =>
    box.terminal(['-A', 's1', 'sh', '-c', `echo x >> ${counted}; exec cat`]),
  );
  await Promise.all(terminals.map((terminal) => terminal.ready()));
  for (const terminal of terminals) terminal.type('key\r');
  for (const terminal of terminals) await terminal.until('key');
  t.equal(fs.readFileSync(counted, 'utf8'), 'x\n', 'the program was started once');
  for (const terminal of terminals) terminal.type('\x1c');
  for (const terminal of terminals) t.equal(await terminal.status(), 0);
});

t.test('a stale socket is replaced only once, however many creators compete', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SLEEP);
  process.kill(hostOf((await programOf(box.path('s1'))) ?? 0), 'SIGKILL');
  await eventually(
    async () => (await programOf(box.path('s1'))) === undefined,
    () => 'alive',
  );
  const results = await Promise.all(Array.from({ length: 8 }, () => box.run(['-n', 's1', ...SLEEP])));
  t.strictSame(results.map(({ status }) => status).sort(), [0, ...Array<number>(7).fill(125)]);
  t.strictSame(fs.readdirSync(box.folder), ['s1'], 'no claim or temporary name is left');
});

t.test('at its end a host does not remove the socket of its successor', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SLEEP);
  const old = (await programOf(box.path('s1'))) ?? 0;
  const host = hostOf(old);
  fs.unlinkSync(box.path('s1'));
  const successor = net.createServer().listen(box.path('s1'));
  process.kill(old, 'SIGKILL');
  await eventually(
    () => /^State:\s+[ZX]/m.test(status(host)),
    () => status(host),
  );
  t.ok(fs.existsSync(box.path('s1')));
  successor.close();
});

/** The state of a process that has ended: a zombie, or no process. */
function status(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return 'State:\tX (gone)';
  }
}

t.test('other users cannot reach a socket or the session folder', async (t) => {
  const box = new Sandbox(t);
  const folder = box.path('sessions');
  await box.create('s1', SLEEP, { env: { TDETACH_DIR: folder } });
  t.equal(fs.statSync(folder).mode & 0o777, 0o700);
  t.equal(fs.statSync(`${folder}/s1`).mode & 0o077, 0);
  process.kill((await programOf(`${folder}/s1`)) ?? 0, 'SIGKILL');
});

t.test('a path longer than a socket address works', async (t) => {
  const box = new Sandbox(t);
  const folder = box.path(`${'d'.repeat(100)}/${'e'.repeat(100)}`);
  fs.mkdirSync(folder, { recursive: true });
  const first = box.terminal(['-c', `${folder}/s1`, ...SHOW_KEYS]);
  await first.until('READY');
  first.type('\x1c');
  t.equal(await first.status(), 0);
  const second = box.terminal(['-a', `${folder}/s1`]);
  await second.ready();
  second.type('k');
  await second.until('k');
  process.kill((await programOf(`${folder}/s1`)) ?? 0, 'SIGKILL');
  t.equal(await second.status(), 137);
});
