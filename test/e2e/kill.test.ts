// tdetach kill: signals for a whole session, and waiting for its end.
import fs from 'node:fs';
import t from 'tap';
import { signalNamed } from '../../src/cli/kill.ts';
import { Sandbox, eventually, programOf } from '../support/sandbox.ts';
import type { Terminal } from '../support/terminal.ts';

const gone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true; // ESRCH
  }
};

/** Waits for a file that a program writes its process ids to. */
async function pidsIn(file: string, count: number): Promise<number[]> {
  const read = (): number[] =>
    fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split(/\s+/).map(Number) : [];
  await eventually(
    () => read().length === count,
    () => read(),
  );
  return read();
}

t.test('TERM for all of the session, jobs in the background and stopped ones too', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('pids');
  // Under job control each job has a process group of its own.
  const program = `set -m; sleep 1000 & echo $! >> ${file}; sleep 1001 & kill -STOP $!; echo $! >> ${file}; wait`;
  await box.run(['-n', 's1', 'sh', '-c', program]);
  const jobs = await pidsIn(file, 2);
  const killed = await box.run(['kill', 's1', '--wait']);
  t.strictSame([killed.status, killed.stdout.toString(), killed.stderr], [0, '', '']);
  t.equal(await programOf(box.path('s1')), undefined);
  await eventually(
    () => jobs.every(gone),
    () => jobs,
  );
});

/** A client of a new session whose program is this script, once it has printed `ready` and a line feed. */
async function attached(box: Sandbox, script: string): Promise<Terminal> {
  const client = box.terminal(['-c', 's1', 'sh', '-c', script]);
  await client.until('ready\r\n');
  return client;
}

t.test('a client sees how it ended; --wait returns when it has', async (t) => {
  const box = new Sandbox(t);
  const client = await attached(box, 'echo ready; exec sleep 1000');
  t.equal((await box.run(['kill', './s1'])).status, 0);
  t.equal(await client.status(), 128 + 15);
});

t.test('KILL after 5 s, with --wait', async (t) => {
  const box = new Sandbox(t);
  const client = await attached(box, 'trap "" TERM; echo ready; while :; do sleep 1; done');
  const before = Date.now();
  t.equal((await box.run(['kill', 's1', '--wait'])).status, 0);
  t.ok(Date.now() - before >= 5000);
  t.equal(await client.status(), 128 + 9);
});

t.test('another signal', async (t) => {
  const box = new Sandbox(t);
  const client = await attached(box, 'trap "echo GOT" USR1; echo ready; while :; do sleep 0.01; done');
  t.equal((await box.run(['kill', '-s', 'sigusr1', 's1'])).status, 0);
  await client.until('GOT\r\n');
  client.type('\x1c');
  t.equal(await client.status(), 0);
  t.strictSame(['KILL', 'sigkill', '9', 'SIGTERM', 'Hup', '0', 'X'].map(signalNamed), [
    'KILL',
    'KILL',
    'KILL',
    'TERM',
    'HUP',
    undefined,
    undefined,
  ]);
});

t.test('several; one that is not there leaves the others to be killed', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 'a', 'sleep', '1000']);
  await box.run(['-n', 'b', 'sleep', '1000']);
  const killed = await box.run(['kill', 'a', 'none', 'b', '--wait']);
  t.equal(killed.status, 125);
  t.match(killed.stderr, /^tdetach: there is no session none in [^\n]*\n$/);
  t.strictSame([await programOf(box.path('a')), await programOf(box.path('b'))], [undefined, undefined]);
  const bad = await box.run(['kill', 'a', '-s', 'KLL']);
  t.equal(bad.status, 125);
  t.match(bad.stderr, /^tdetach: bad signal "KLL": the nearest are KILL, [^\n]*\n$/);
  const without = await box.run(['kill']);
  t.equal(without.status, 125);
  t.match(without.stderr, /^tdetach: kill needs a session; [^\n]*\n$/);
});
