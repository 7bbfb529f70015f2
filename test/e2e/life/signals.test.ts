// Signals over the wire, and the end of a session whose host was asked to end it.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { encode } from '../../../protocol/encode.ts';
import { hello } from '../../../protocol/message.ts';
import type { SignalName, SignalTarget } from '../../../protocol/message.ts';
import { locate } from '../../../src/base/address/address.ts';
import { TERMINATE_GRACE_MS } from '../../../src/base/limits/limits.ts';
import { connect } from '../../../src/base/sockets/link.ts';
import { Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

/** Sends signals over a connection of their own. */
async function send(
  box: Sandbox,
  ...signals: readonly (readonly [SignalName, SignalTarget?])[]
): Promise<void> {
  const { link } = await connect(locate(box.path('s1'), {}, false));
  for (const [signal, target] of signals) link.send({ type: 'signal', signal, target });
  await new Promise<void>((resolve) => {
    // If the signal ends the session, `exit` comes instead, or nothing.
    link.listen({
      onMessage: ({ type }) => {
        if (type === 'detach' || type === 'exit') resolve();
      },
      onClose: () => resolve(),
    });
    link.send({ type: 'detach' });
  });
  link.close();
}

/** Returns true if a process exists, and is not a zombie. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const gone = (pid: number): Promise<void> =>
  eventually(
    () => !lives(pid),
    () => fs.readFileSync(`/proc/${pid}/status`, 'utf8'),
  );

const hostIn = async (box: Sandbox): Promise<number> => hostOf((await programOf(box.path('s1'))) ?? 0);

const LOOP = 'while :; do sleep 0.05; done';

/** A shell with a job in a process group of its own, both of which print the signals they get. */
const WITH_JOB = ['INT', 'QUIT', 'TSTP', 'USR1', 'WINCH']
  .map((name) => `trap "echo $who-${name}" ${name};`)
  .join(' ');

t.test('a signal goes to the foreground process group, or to the whole session', async (t) => {
  const box = new Sandbox(t);
  const job = `who=job; ${WITH_JOB} echo job-ready; ${LOOP}`;
  const program = `set -m; (${job}) & set +m; who=own; ${WITH_JOB} echo own-ready; ${LOOP}`;
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', program]);
  await terminal.until('job-ready');
  await terminal.until('own-ready');
  for (const name of ['INT', 'QUIT', 'TSTP', 'WINCH'] as const) {
    await send(box, [name]);
    await terminal.until(`own-${name}`);
  }
  await send(box, ['USR1', 'foreground']);
  await terminal.until('own-USR1');
  t.notMatch(terminal.text, /job-[IQTWU]/);
  terminal.clear();
  await send(box, ['USR1', 'session']);
  await terminal.until('own-USR1');
  await terminal.until('job-USR1');
  await send(box, ['KILL', 'session']);
  t.equal(await terminal.status(), 137);
});

for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  t.test(`after ${name} to the host all clients get the rest of the output and the status`, async (t) => {
    const box = new Sandbox(t);
    const program = `trap "echo bye; exit 7" HUP; echo READY; ${LOOP}`;
    const first = box.terminal(['-c', 's1', 'sh', '-c', program]);
    await first.until('READY');
    const second = box.terminal(['-a', 's1']);
    await second.until('READY');
    const host = await hostIn(box);
    process.kill(host, name);
    for (const terminal of [first, second]) {
      t.equal(await terminal.status(), 7);
      t.match(terminal.text, /bye\r\n\r?\[s1 ended, status 7\]\r\n$/);
    }
    await gone(host);
    t.strictSame(fs.readdirSync(box.folder), ['s1.ended'], 'the name is free');
  });
}

t.test('a program that ignores SIGHUP gets SIGKILL, and a stopped one is continued', async (t) => {
  const box = new Sandbox(t);
  for (const [program, status] of [
    [`trap "" HUP; echo READY; ${LOOP}`, 137],
    ['trap "exit 7" HUP; echo READY; kill -STOP $$; sleep 1000', 7],
    ['trap "" HUP; echo READY; kill -STOP $$; kill -STOP $$; sleep 1000', 137],
  ] as const) {
    const terminal = box.terminal(['-c', 's1', 'sh', '-c', program]);
    await terminal.until('READY');
    const started = Date.now();
    process.kill(await hostIn(box), 'SIGTERM');
    t.equal(await terminal.status(), status);
    const took = Date.now() - started;
    t.equal(took >= TERMINATE_GRACE_MS, status === 137, `${program}: after ${took} ms`);
  }
});

t.test('processes that the program leaves have their time too, and then end', async (t) => {
  const box = new Sandbox(t);
  const pids = box.path('pids');
  // One in the program's process group, one in a group of its own, and one that ends in time.
  const stubborn = `(trap "" HUP; echo; ${LOOP}) & echo $! >> ${pids};`;
  const tidy = `(trap "sleep 0.5; echo tidy > ${box.path('tidy')}; exit" HUP; echo; ${LOOP}) &`;
  const program = `trap "exit 7" HUP; ${stubborn} set -m; ${stubborn} ${tidy} set +m; echo READY; ${LOOP}`;
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', program]);
  await terminal.until(/READY/);
  await terminal.until(/(\r\n[^]*){4}/);
  const host = await hostIn(box);
  const started = Date.now();
  process.kill(host, 'SIGTERM');
  t.equal(await terminal.status(), 7);
  t.ok(Date.now() - started < TERMINATE_GRACE_MS, 'the client does not wait for them');
  await gone(host);
  for (const pid of fs.readFileSync(pids, 'utf8').trim().split('\n')) t.notOk(lives(Number(pid)), pid);
  t.equal(fs.readFileSync(box.path('tidy'), 'utf8'), 'tidy\n');
});

t.test('-p says that the host is gone', async (t) => {
  const box = new Sandbox(t);
  const program = 'stty raw -echo; printf RAW; head -c 1 > /dev/null; printf READ; exec sleep 1000';
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', program]);
  await terminal.until('RAW');
  const pushed = box.run(['-p', 's1'], { input: Buffer.alloc(1_000_000, 'x') });
  await terminal.until('READ');
  process.kill(await hostIn(box), 'SIGKILL');
  const { status, stderr } = await pushed;
  t.strictSame([status, stderr], [125, 'tdetach: not all of the input reached s1: its host is gone\n']);
  t.equal(await terminal.status(), 125);
  t.match(terminal.text, /\[s1: the host is gone\]\r\n$/);
});

t.test('a client says so if the host goes while its terminal is prepared', async (t) => {
  const box = new Sandbox(t);
  const word = encode(hello({ version: '1', session: 's1', pid: 1 }));
  const server = net.createServer((peer) => peer.end(word));
  await new Promise<void>((resolve) => server.listen(box.path('s1'), resolve));
  t.teardown(() => server.close());
  const terminal = box.terminal(['-a', 's1']);
  t.equal(await terminal.status(), 125);
  t.equal(terminal.text, '[s1: the host is gone]\r\n');
});
