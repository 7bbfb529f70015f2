// The library's calls where they differ from the verbs: ends that are remembered, ended sessions,
// iterators, disposal, stacks.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { attach } from '../../../src/library/attachment.ts';
import { connect } from '../../../src/library/connect.ts';
import { createSession } from '../../../src/library/create.ts';
import type { CreateOptions } from '../../../src/library/create.ts';
import { list } from '../../../src/library/list.ts';
import type { Session } from '../../../src/library/session.ts';
import { startHost } from '../../../src/v8/spawn-host.ts';
import { EXECUTABLE, Sandbox } from '../../support/sandbox.ts';

const LIBRARY = fileURLToPath(new URL('../../../bin/library.mjs', import.meta.url));
const run = promisify(execFile);

const make = (box: Sandbox, name: string, script: string, more: CreateOptions = {}): Promise<Session> =>
  createSession(() => startHost(EXECUTABLE), name, {
    folder: box.folder,
    command: ['sh', '-c', script],
    ...more,
  });

t.test('the creator knows the end of a session that keeps nothing', async (t) => {
  const box = new Sandbox(t);
  const made = await make(box, 's1', 'exit 3', { keepMs: 0 });
  t.strictSame(await made.ended, { status: 3, signal: 0 });
  t.strictSame(fs.readdirSync(box.folder), [], 'nothing is kept');
  t.strictSame(await made.wait({ exit: true }), { status: 3, signal: 0 });
  await t.rejects(made.wait({ text: 'x' }), { code: 'ended-waiting', unmet: { end: { status: 3 } } });
  const killed = await make(box, 's2', 'kill -KILL $$', { keepMs: 0 });
  t.strictSame(await killed.ended, { status: 0, signal: 9 });
});

t.test('the end of a renamed session is known under both names', async (t) => {
  const box = new Sandbox(t);
  const made = await make(box, 's1', 'read line; exit 4');
  await made.rename('s2');
  const found = await connect('s2', { folder: box.folder });
  const ends = Promise.all([made.ended, found.ended]);
  await found.send('\r');
  t.strictSame(await ends, [
    { status: 4, signal: 0 },
    { status: 4, signal: 0 },
  ]);
});

t.test('a killed host is reported as host-gone', async (t) => {
  const box = new Sandbox(t);
  const made = await make(box, 's1', 'exec sleep 1000');
  const { pid, host } = await made.status();
  process.kill(host, 'SIGKILL');
  await t.rejects(made.ended, { code: 'host-gone' });
  process.kill(pid, 'SIGKILL');
});

t.test('waiting for the end keeps a process alive only if it asks for the end', async (t) => {
  const box = new Sandbox(t);
  const env = { PATH: process.env['PATH'], TDETACH_DIR: box.folder };
  const script = (asks: string): string =>
    `import { create } from '${LIBRARY}'; const s = await create('s1', { command: ['sleep', '1000'] }); ${asks}`;
  const node = (asks: string): Promise<{ stdout: string }> =>
    run(process.execPath, ['--input-type=module', '-e', script(asks)], { env });
  await node('');
  const left = await connect('s1', { folder: box.folder });
  await left.kill({ wait: true });
  const { stdout } = await node(
    'setTimeout(() => s.kill(), 50).unref(); console.log((await s.ended).signal)',
  );
  t.equal(stdout, '1\n');
});

t.test('a missing working folder makes no session', async (t) => {
  const box = new Sandbox(t);
  await t.rejects(make(box, 's1', 'pwd', { cwd: '/no/such' }), { code: 'bad-folder', message: /\/no\/such/ });
  t.strictSame(fs.readdirSync(box.folder), []);
});

t.test('errors have the stack of the caller', async (t) => {
  const box = new Sandbox(t);
  const { folder } = box;
  const made = await make(box, 's1', 'exec cat');
  async function mine(what: () => Promise<unknown>): Promise<string> {
    try {
      await what();
      return '';
    } catch (error) {
      return (error as Error).stack ?? '';
    }
  }
  const calls = {
    connect: () => connect('none', { folder }),
    list: () => list({ folder, sessions: [''] }),
    attach: () => attach('none', { folder }),
    status: () => made.status({ timeoutMs: -1 }),
    wait: () => made.wait({ text: 'never', timeoutMs: 1 }),
    send: () => made.send({}),
    kill: () => made.kill({ signal: AbortSignal.abort() }),
  };
  for (const [name, call] of Object.entries(calls)) {
    const [head, first] = (await mine(call)).split('\n');
    t.match(head, /^TdetachError: /, name);
    t.match(first, /at .*library-calls\.test\.js:\d+/, name);
  }
  await t.rejects(made.send({}), { code: 'bad-argument', message: /nothing to type/ });
  await t.rejects(made.send({ keys: [] }), { code: 'bad-argument' });
  const old = { signal: 'TERM' } as unknown as { signal: AbortSignal };
  const foo = { killSignal: 'FOO' } as unknown as { killSignal: 'TERM' };
  await t.rejects(made.kill(foo), { code: 'bad-argument', message: /"FOO" is no signal .*HUP/ });
  await t.rejects(made.kill(old), { code: 'bad-argument', message: /killSignal: 'TERM'/ });
  t.equal((await made.status()).clients.length, 0, 'it lives');
});

t.test('a session and an attachment are closed at the end of their block', async (t) => {
  const box = new Sandbox(t);
  const made = await make(box, 's1', 'exec cat', { keepMs: 0 });
  {
    await using session = made;
    await using attachment = await attach('s1', { folder: box.folder });
    attachment.output.resume();
    t.equal((await session.status()).clients.length, 1);
  }
  t.strictSame(await made.ended, { status: 0, signal: 1 });
  await made[Symbol.asyncDispose]();
  await t.rejects(connect('s1', { folder: box.folder }), { code: 'no-session' });
});

t.test('ended sessions are found, read and forgotten', async (t) => {
  const box = new Sandbox(t);
  const { folder } = box;
  const made = await make(box, 's1', 'echo bye; exit 5');
  await made.ended;
  await t.rejects(connect('s1', { folder }), { code: 'session-ended' });
  t.strictSame(await list({ folder }), []);
  const [listed] = await list({ folder, ended: true });
  t.match(listed, { name: 's1', state: 'ended', end: { status: 5, signal: 0, time: /^\d{4}-/ } });
  t.match(await list({ folder, ended: true, sessions: ['s1', 's2'] }), [{ state: 'ended' }]);
  const found = await connect('s1', { folder, ended: true });
  t.match((await found.screen()).lines[0], 'bye');
  t.match(await found.html(), /<pre[^]*bye/);
  t.strictSame(await found.ended, { status: 5, signal: 0 });
  await found.forget();
  await t.rejects(connect('s1', { folder, ended: true }), { code: 'no-session' });
});

t.test('events and output can be iterated', async (t) => {
  const box = new Sandbox(t);
  const made = await make(
    box,
    's1',
    'read line; printf "\\a"; head -c 3000000 /dev/zero | tr "\\0" x; exit 6',
  );
  const seen: string[] = [];
  const events = (async () => {
    for await (const event of made.events()) seen.push(event.event);
  })();
  let bytes = 0;
  let missed = 0;
  const output = (async () => {
    for await (const part of made.output({ follow: true })) {
      bytes += part.bytes.length;
      missed += part.missed;
    }
  })();
  await made.send('\r');
  await Promise.all([events, output]);
  t.equal(seen.at(-1), 'exited');
  t.ok(bytes + missed > 3_000_000, `${bytes} and ${missed}`);

  const other = await make(box, 's2', 'echo one; exec cat');
  await other.wait({ text: 'one' });
  for await (const part of other.output({ follow: true })) {
    t.match(Buffer.from(part.bytes).toString(), /one/);
    break;
  }
  await t.rejects(
    async () => {
      for await (const part of other.output({ follow: true, timeoutMs: 50 })) t.equal(part.missed, 0);
    },
    { code: 'timed-out' },
  );
});

t.test('a bundle without the programs of the package says so', async (t) => {
  const box = new Sandbox(t);
  const entry = box.path('entry.mjs');
  fs.writeFileSync(entry, `import { list } from '${LIBRARY}'; console.log(typeof list);`);
  const esbuild = path.resolve(fs.realpathSync('node_modules/esbuild'), 'bin/esbuild');
  for (const format of ['esm', 'cjs']) {
    const out = box.path(format === 'esm' ? 'out.mjs' : 'out.cjs');
    const bundled = [
      '--bundle',
      '--platform=node',
      `--format=${format}`,
      '--external:node-pty',
      `--outfile=${out}`,
    ];
    await run(esbuild, [entry, ...bundled, '--log-level=error']);
    const failed = await run(process.execPath, [out]).catch((error: unknown) => error as { stderr: string });
    t.match(failed.stderr, /tdetach was bundled[^]*mark it external/);
  }
});
