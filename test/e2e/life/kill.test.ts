// tdetach kill sends signals to a whole session, and waits for its end.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { Decoder } from '../../../protocol/decoder.ts';
import { encode } from '../../../protocol/encode.ts';
import { hello } from '../../../protocol/message.ts';
import { signalNamed, withSignalOptions } from '../../../src/cli/verbs/kill-verb.ts';
import { mistake } from '../../support/mistake.ts';
import { Sandbox, eventually, programOf } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

const gone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true; // ESRCH
  }
};

/** Waits for a file into which a program writes its process ids. */
async function pidsIn(file: string, count: number): Promise<number[]> {
  const read = (): number[] =>
    fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split(/\s+/).map(Number) : [];
  await eventually(
    () => read().length === count,
    () => read(),
  );
  return read();
}

t.test('without a signal all of the session ends, background and stopped jobs included', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('pids');
  // Under job control each job has a process group of its own.
  const program = `set -m; sleep 1000 & echo $! >> ${file}; sleep 1001 & kill -STOP $!; echo $! >> ${file}; wait`;
  await box.create('s1', ['sh', '-c', program]);
  const jobs = await pidsIn(file, 2);
  const killed = await box.run(['kill', 's1', '--wait']);
  t.strictSame([killed.status, killed.stdout.toString(), killed.stderr], [0, '', '']);
  t.equal(await programOf(box.path('s1')), undefined);
  await eventually(
    () => jobs.every(gone),
    () => jobs,
  );
});

/** A client of a new session with this script, once that has printed `ready` and a line feed. */
async function attached(box: Sandbox, script: string): Promise<Terminal> {
  const client = box.terminal(['-c', 's1', 'sh', '-c', script]);
  await client.until('ready\r\n');
  return client;
}

t.test('a killed session ends its client with the status of SIGHUP', async (t) => {
  const box = new Sandbox(t);
  const client = await attached(box, 'echo ready; exec sleep 1000');
  t.equal((await box.run(['kill', './s1'])).status, 0);
  t.equal(await client.status(), 128 + 1);
});

t.test('a session with a shell in it ends soon, with and without --wait', async (t) => {
  const box = new Sandbox(t);
  // An interactive shell ignores SIGTERM.
  for (const more of [[], ['--wait']]) {
    const client = box.terminal(['-c', 's1', 'sh', '-i']);
    await client.until('$ ');
    const before = Date.now();
    t.equal((await box.run(['kill', 's1', ...more])).status, 0);
    t.equal(await client.status(), 128 + 1, more.join());
    t.ok(Date.now() - before < 3000, 'no KILL was needed');
  }
});

t.test('a program that ignores HUP gets KILL from its host after 3 s, even without --wait', async (t) => {
  const box = new Sandbox(t);
  const client = await attached(box, 'trap "" HUP TERM; echo ready; while :; do sleep 1; done');
  const before = Date.now();
  t.equal((await box.run(['kill', 's1'])).status, 0);
  t.equal(await client.status(), 128 + 9);
  t.ok(Date.now() - before >= 3000);
});

t.test('an older host that can only pass on signals is asked to send HUP and CONT', async (t) => {
  const box = new Sandbox(t);
  const got: string[] = [];
  const old = net.createServer((socket) => {
    const decoder = new Decoder();
    socket.on('error', () => undefined);
    socket.write(encode(hello({ version: '0.1.0', session: 's1', pid: 1 })));
    socket.on('data', (chunk: Buffer) =>
      decoder.push(chunk, (message) => {
        if (message.type === 'request')
          socket.write(encode({ type: 'reply', id: message.id, result: undefined, error: 'unknown-method' }));
        if (message.type === 'signal') got.push(`${message.signal} ${message.target ?? ''}`);
        if (message.type === 'detach') socket.end(encode({ type: 'detach' }));
      }),
    );
  });
  await new Promise<void>((resolve) => old.listen(box.path('s1'), resolve));
  t.teardown(() => void old.close());
  const { status, stderr } = await box.run(['kill', 's1']);
  t.strictSame([status, stderr], [0, '']);
  t.strictSame(got, ['HUP session', 'CONT session']);
});

t.test('with --wait a program that ignores the signal gets KILL after 5 s', async (t) => {
  const box = new Sandbox(t);
  const client = await attached(box, 'trap "" TERM; echo ready; while :; do sleep 1; done');
  const before = Date.now();
  t.equal((await box.run(['kill', '-TERM', 's1', '--wait'])).status, 0);
  t.ok(Date.now() - before >= 5000);
  t.equal(await client.status(), 128 + 9);
});

t.test('-s sends another signal, named in any way', async (t) => {
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

t.test('signals can be given as for kill(1)', async (t) => {
  const box = new Sandbox(t);
  const spelled: Readonly<Record<string, string>> = {
    '-9 s1': '--signal 9 s1',
    's1 -KILL': 's1 --signal KILL',
    '-sigkill s1': '--signal sigkill s1',
    '-HUP s1 --wait': '--signal HUP s1 --wait',
    '-sKILL s1': '--signal KILL s1',
    '-s9 s1': '--signal 9 s1',
    '-s KILL s1': '-s KILL s1',
    '--signal -9 s1': '--signal -9 s1',
    '-KLL s1': '--signal KLL s1',
    '-0 s1': '--signal 0 s1',
    '-q -h s1': '-q -h s1',
    '-- -9': '-- -9',
  };
  for (const [given, ours] of Object.entries(spelled))
    t.strictSame(withSignalOptions(given.split(' ')), ours.split(' '), given);
  for (const words of [['-9'], ['-KILL'], ['-s', 'KILL']]) {
    await box.create('s1', ['sh', '-c', 'trap "" HUP TERM; while :; do sleep 1; done']);
    t.equal((await box.run(['kill', ...words, 's1'])).status, 0);
    t.equal((await box.session('s1').wait({ exit: true })).signal, 9, words.join(' '));
  }
  await box.create('s1', ['sleep', '1000']);
  const json = await box.run(['kill', '-INT', 's1', '--json']);
  t.equal(json.stdout.toString(), '{"name":"s1","signal":"INT"}\n');
  t.equal((await box.session('s1').wait({ exit: true })).signal, 2);
});

t.test('no signal is sent if a session is missing or an option is wrong', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', ['sleep', '1000']);
  const [program] = [await programOf(box.path('a'))];
  for (const args of [
    ['a', 'none', '--wait'],
    ['-9', 'none', 'a'],
    ['a', '-KLL'],
    ['a', '-9', '-HUP'],
    ['a', '--nowait'],
  ]) {
    const given = ['kill', ...args];
    // One line is printed for each missing session, which only the executable does.
    const { status, stderr } = await (args.includes('none') ? box.run(given) : mistake(box, given));
    t.equal(status, 125, args.join(' '));
    t.match(stderr, /^tdetach: [^\n]*\n$/, 'one line');
  }
  // A signal would have reached the program before this is answered.
  await box.session('a').send('x');
  t.equal(await programOf(box.path('a')), program);
});

t.test('several sessions can be killed at once, and wrong command lines are refused', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', ['sleep', '1000']);
  await box.create('b', ['sleep', '1000']);
  const killed = await box.run(['kill', 'a', 'b', '--wait', '--json']);
  t.equal(killed.status, 0);
  const lines = killed.stdout.toString().trim().split('\n').sort();
  t.strictSame(lines, ['{"name":"a","signal":"HUP"}', '{"name":"b","signal":"HUP"}']);
  t.strictSame([await programOf(box.path('a')), await programOf(box.path('b'))], [undefined, undefined]);
  const bad = await box.run(['kill', 'a', '-s', 'KLL']);
  t.equal(bad.status, 125);
  t.match(bad.stderr, /^tdetach: bad signal "KLL": the nearest are KILL, [^\n]*\n$/);
  const without = await box.run(['kill']);
  t.equal(without.status, 125);
  t.match(without.stderr, /^tdetach: kill needs a session; [^\n]*\n$/);
});
