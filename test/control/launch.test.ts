// Hosts that cannot be started, or do not become ready: the caller is told why.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import t from 'tap';
import { PLAIN_CALLER } from '../../src/base/launch/caller.ts';
import type { EarlyHost } from '../../src/base/launch/early-host.ts';
import { HOST_VERB, launchOrder } from '../../src/base/launch/launch-messages.ts';
import type { StartHost } from '../../src/base/launch/start-host-type.ts';
import { HOST_FLAGS, HOST_MALLOC, HOST_VARIABLES } from '../../src/v8/spawn-host.ts';
import { launch } from '../../src/control/sessions/launch.ts';

const address = { session: 's1', folder: '/none', file: 's1', path: '/none/s1' };
const order = launchOrder(
  {
    ...{
      address,
      version: '0',
      command: ['true'],
      size: { cols: 80, rows: 24 },
      sizing: 'leader',
      history: 0,
    },
    ...{
      creatorAttaches: false,
      keepMs: 0,
      shellIntegration: false,
      log: undefined,
      logBytes: undefined,
      record: undefined,
      sshAgent: false,
    },
  },
  { caller: PLAIN_CALLER, environment: { given: {}, onTerminal: false, changes: [] }, cwd: undefined },
);

const start = (file: string, ...args: string[]): ChildProcess =>
  spawn(file, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });

t.test('an executable that does not exist is reported as ENOENT', async (t) => {
  const failed = launch(() => start('/no/such/file'), order);
  await t.rejects(failed, {
    code: 'spawn-failed',
    message: /^the host of s1 could not be started: .*ENOENT/,
  });
});

t.test('a lack of descriptors is reported as EMFILE', async (t) => {
  // What child_process gives then: no streams, and the error in the next turn.
  const none = new EventEmitter() as unknown as ChildProcess;
  process.nextTick(() => none.emit('error', new Error('spawn node EMFILE')));
  await t.rejects(
    launch(() => none, order),
    { code: 'spawn-failed', message: /EMFILE/ },
  );
});

t.test('a host that ends without a word is reported with its status', async (t) => {
  const failed = launch(() => start(process.execPath, '-e', '0'), order);
  await t.rejects(failed, {
    code: 'spawn-failed',
    message: /: its process ended with status 0 before it said a word: /,
  });
});

t.test('a host that ended before it got an order is reported', async (t) => {
  const host = start('true');
  await once(host, 'close');
  await t.rejects(
    launch(() => host, order),
    { code: 'spawn-failed', message: /it ended at once/ },
  );
});

/** A host that the launcher has started, with a shell script as its process. */
const early = (script: string): NonNullable<StartHost['early']> => {
  const { stdin, stdout } = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  return () => ({ open: () => ({ order: stdin, answer: stdout }) });
};

t.test('the answer of a host that the launcher has started is the result', async (t) => {
  const answer = (text: string): StartHost =>
    Object.assign(() => start('no such file'), {
      early: early(`printf -- '-\n%d\n' $$; head -c 1 >/dev/null; printf '%s' '${text}'`),
    });
  t.equal(await launch(answer('{"pid":7}'), order), 7);
  await t.rejects(launch(answer('{"code":"session-exists","message":"it is there"}'), order), {
    code: 'session-exists',
    message: 'it is there',
  });
});

t.test("if the launcher's host ends without a word, another one is started", async (t) => {
  for (const script of ['exit 1', "printf -- '-\n1\n'", 'exec <&-; sleep 0.1']) {
    const starts = Object.assign(() => start(process.execPath, '-e', `fs.writeSync(3, '{"pid":8}')`), {
      early: early(script),
    });
    t.equal(await launch(starts, order), 8, script);
  }
});

t.test('an order that a host has taken is not given to another one', async (t) => {
  const starts = Object.assign(() => start(process.execPath, '-e', `fs.writeSync(3, '{"pid":8}')`), {
    early: early("printf -- '-\\n1\\n\\n'; exit 1"),
  });
  await t.rejects(launch(starts, order), {
    code: 'spawn-failed',
    message: /its process ended before it said/,
  });
});

t.test('a host of the launcher that does not become ready in time is ended', async (t) => {
  const child = spawn('sh', ['-c', "printf -- '-\n%d\n' $$; exec sleep 1000"], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'readable');
  const open = (): ReturnType<EarlyHost['open']> => ({
    order: child.stdin,
    answer: child.stdout,
  });
  const starts = Object.assign(() => start('no such file'), { early: () => ({ open }) });
  await t.rejects(launch(starts, order, 200), {
    code: 'spawn-failed',
    message: /was not ready within 0\.2 s/,
  });
  t.strictSame(await ended, [null, 'SIGTERM']);
});

t.test('the launcher starts a host with the same flags and variables as the program', (t) => {
  const launcher = fs.readFileSync('bin/launcher.sh', 'utf8');
  const node = `node ${HOST_FLAGS.join(' ')} "$0" ${HOST_VERB} `;
  t.ok(launcher.includes(node), node);
  for (const [name, value] of Object.entries(HOST_MALLOC)) t.ok(launcher.includes(` ${name}=${value}`), name);
  const given = HOST_VARIABLES.filter((name) => name !== 'PATH' && !name.startsWith('DYLD'));
  t.strictSame(/for name in ([A-Z_ ]+); do/.exec(launcher)?.[1]?.split(' ').sort(), given.sort());
  t.end();
});

t.test('a host that crashes is reported with its signal', async (t) => {
  const failed = launch(() => start('sh', '-c', 'kill -SEGV $$'), order);
  await t.rejects(failed, { code: 'spawn-failed', message: /its process was ended by SIGSEGV/ });
});

t.test('a host that does not become ready in time is ended, even if it ignores SIGTERM', async (t) => {
  for (const script of ['exec sleep 1000', "trap '' TERM; while :; do sleep 0.05; done"]) {
    const host = start('sh', '-c', script);
    const ended = once(host, 'exit');
    const message = /it was not ready within 0\.2 s, and was ended: [^\n]*ulimit -u/;
    await t.rejects(
      launch(() => host, order, 200),
      { code: 'spawn-failed', message },
    );
    const [, signal] = (await ended) as [number | null, string | null];
    t.match(signal, /^SIG(TERM|KILL)$/);
  }
});

t.test('an abort while a host starts ends the host', async (t) => {
  const host = start('sleep', '1000');
  const ended = once(host, 'exit');
  const stop = new AbortController();
  const failed = launch(() => host, order, 20_000, stop.signal);
  stop.abort(new Error('no more'));
  await t.rejects(failed, { code: 'aborted', cause: { message: 'no more' } });
  await ended;
  const never = (): ChildProcess => start('no such file');
  await t.rejects(launch(never, order, 20_000, stop.signal), { code: 'aborted' });
});
