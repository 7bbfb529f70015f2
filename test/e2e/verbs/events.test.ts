// tdetach events prints what happens in sessions. A reader that is slow misses events, and only
// that reader does.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import type { Test } from 'tap';
import type { Message } from '../../../protocol/message.ts';
import { Peer } from '../../support/peer.ts';
import { EXECUTABLE, Sandbox, SHOW_KEYS, eventually, hostOf, programOf } from '../../support/sandbox.ts';

type Event = Record<string, unknown>;

/** A running tdetach events, and what it has printed. */
class Listener {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(t: Test, box: Sandbox, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [EXECUTABLE, 'events', ...args], {
      env: { ...process.env, TDETACH_DIR: box.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    t.teardown(() => this.child.kill('SIGKILL'));
    this.child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  get all(): Event[] {
    return this.out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Event);
  }

  /** Waits for an event with these fields. */
  async until(fields: Event): Promise<Event> {
    const found = (): Event | undefined =>
      this.all.find((event) => Object.entries(fields).every(([key, value]) => event[key] === value));
    await eventually(
      () => found() !== undefined,
      () => [fields, this.out, this.err],
    );
    return found() ?? {};
  }
}

/** Events without their times. */
const told = (events: readonly Event[]): Event[] =>
  events.map((event) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'time')));

/** Starts to listen, and waits until the host of this session has the connection. */
async function listening(
  t: Test,
  box: Sandbox,
  args: readonly string[],
  socket: string,
  env: Readonly<Record<string, string>> = {},
  before = 0,
): Promise<Listener> {
  const host = hostOf((await programOf(socket)) ?? 0);
  const open = (): number =>
    fs.readdirSync(`/proc/${host}/fd`).filter((name) => {
      try {
        return fs.readlinkSync(`/proc/${host}/fd/${name}`).startsWith('socket:');
      } catch {
        return false; // closed by now
      }
    }).length;
  const count = (connections: number): Promise<void> =>
    eventually(
      () => open() === connections + 1, // and the one that it listens on
      () => open(),
    );
  await count(before);
  const listener = new Listener(t, box, args, env);
  await count(before + 1);
  return listener;
}

t.test('each kind of event of a named session is printed, until its end', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  const events = await listening(t, box, ['s1', '--json'], box.path('s1'));
  const first = box.terminal(['-a', 's1'], { cols: 90, rows: 20 });
  const attached = await events.until({ event: 'attached' });
  const one = attached['client'];
  await events.until({ event: 'leader', client: one });
  await events.until({ event: 'resized', cols: 90, rows: 20 });
  const second = box.terminal(['-a', 's1'], { cols: 70, rows: 20 });
  await events.until({ event: 'resized', cols: 70, rows: 20 });
  second.type('\x1c');
  await second.status();
  await events.until({ event: 'resized', cols: 90, rows: 20 });
  first.type('\x1c');
  await first.status();
  await events.until({ event: 'leader', client: null });
  await box.session('s1').kill({ killSignal: 'KILL', wait: true });
  t.equal(await events.ended, 0);
  t.equal(events.err, '');
  const [other] = events.all.filter(({ event, client }) => event === 'attached' && client !== one);
  const two = other?.['client'];
  const session = 's1';
  t.strictSame(told(events.all), [
    { session, event: 'attached', client: one },
    { session, event: 'resized', cols: 90, rows: 20 },
    { session, event: 'leader', client: one },
    { session, event: 'attached', client: two },
    { session, event: 'resized', cols: 70, rows: 20 },
    { session, event: 'leader', client: two },
    { session, event: 'detached', client: two },
    { session, event: 'resized', cols: 90, rows: 20 },
    { session, event: 'leader', client: one },
    { session, event: 'detached', client: one },
    { session, event: 'leader', client: null },
    { session, event: 'exited', status: 0, signal: 9 },
  ]);
  for (const { time } of events.all) t.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

t.test('titles, bells and output are events', async (t) => {
  const box = new Sandbox(t);
  const says = 'stty -echo; while read -r line; do printf "$line"; done; exit 5';
  await box.create('s1', ['sh', '-c', says]);
  const events = await listening(t, box, ['s1', '--json'], box.path('s1'));
  const say = (text: string): Promise<unknown> => box.session('s1').send({ text, keys: ['Enter'] });
  await say('\\033]0;one \\303\\251\\007');
  await events.until({ event: 'title', title: 'one \u00e9' });
  await say('\\033]2;two\\033\\\\\\\\\\033]2;two\\033\\\\\\\\\\033]2;three\\007');
  await events.until({ event: 'title', title: 'two' });
  await events.until({ event: 'title', title: 'three' });
  t.equal(events.all.filter(({ event }) => event === 'bell').length, 0, 'a BEL that ends an OSC is none');
  await say('a\\007b\\007');
  await eventually(
    () => events.all.filter(({ event }) => event === 'bell').length === 2,
    () => events.out,
  );
  // These come before the end.
  await say('\\033]2;last\\007\\007');
  await box.session('s1').send({ keys: ['C-d'] });
  t.equal(await events.ended, 0);
  t.strictSame(
    told(events.all)
      .filter(({ event }) => event === 'title' || event === 'bell' || event === 'exited')
      .map(({ event, title, status }) => title ?? status ?? event),
    ['one \u00e9', 'two', 'three', 'bell', 'bell', 'last', 'bell', 5],
  );
  const seqs = events.all.flatMap(({ event, seq }) => (event === 'output' ? [Number(seq)] : []));
  t.ok(seqs.length > 0);
  t.strictSame(
    seqs,
    [...new Set(seqs)].sort((a, b) => a - b),
  );
});

t.test('a flood gives at most ten output events a second, and the last one counts everything', async (t) => {
  const box = new Sandbox(t);
  const bytes = 30_000_000;
  const program = `stty raw -echo; read -r line; head -c ${bytes} /dev/zero; sleep 0.5; printf end`;
  await box.create('s1', ['sh', '-c', program]);
  const events = await listening(t, box, ['s1', '--json'], box.path('s1'));
  await box.session('s1').send('\n');
  t.equal(await events.ended, 0);
  const output = events.all.filter(({ event }) => event === 'output');
  const times = output.map(({ time }) => Date.parse(String(time)));
  t.ok(output.length >= 2);
  for (let at = 10; at < times.length - 1; at++) {
    const span = (times[at] ?? 0) - (times[at - 10] ?? 0);
    t.ok(span >= 950, `eleven within ${span} ms`);
  }
  t.equal(output.at(-1)?.['seq'], bytes + 3);
});

t.test('without a session, events follows the existing sessions and later ones', async (t) => {
  const box = new Sandbox(t);
  const folder = box.path('later');
  const env = { TDETACH_DIR: folder };
  const events = new Listener(t, box, ['--json'], env);
  await eventually(
    () => fs.existsSync(folder),
    () => events.err,
  );
  t.teardown(async () => {
    const pids = await Promise.all(fs.readdirSync(folder).map((name) => programOf(`${folder}/${name}`)));
    for (const pid of pids) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  });
  await box.create('s1', ['sh', '-c', 'read -r line; exit 3'], { env });
  await events.until({ session: 's1', event: 'created' });
  const late = await listening(t, box, [], `${folder}/s1`, env, 1);
  await box.create('s2', ['sleep', '1000'], { env });
  await events.until({ session: 's2', event: 'created' });
  await box.session('s1', folder).send({ keys: ['Enter'] });
  await events.until({ session: 's1', event: 'exited', status: 3 });
  await box.create('s1', ['sleep', '1000'], { env });
  await eventually(
    () => events.all.filter(({ session, event }) => session === 's1' && event === 'created').length === 2,
    () => events.out,
  );
  const host = hostOf((await programOf(`${folder}/s2`)) ?? 0);
  process.kill(host, 'SIGKILL');
  await events.until({ session: 's2', event: 'exited', status: null, signal: null });
  await box.session('s1', folder).kill({ wait: true });
  await events.until({ session: 's1', event: 'exited', signal: 1 });
  await eventually(
    () => late.out.includes('s1 exited signal 1'),
    () => late.out,
  );
  const lines = late.out.split('\n').filter((line) => /created|exited/.test(line));
  t.strictSame(
    lines.map((line) => line.replace(/^\S+Z /, '')).sort(),
    ['s1 created', 's1 exited signal 1', 's1 exited status 3', 's2 created', 's2 exited status unknown'],
    'a session that was there is not told as created',
  );
  events.child.kill('SIGINT');
  t.equal(await events.ended, null, 'interrupted');
});

t.test('events goes on in a session folder that is made again', async (t) => {
  const box = new Sandbox(t);
  const folder = box.path('anew');
  const events = new Listener(t, box, ['--json'], { TDETACH_DIR: folder });
  await eventually(
    () => fs.existsSync(folder),
    () => events.err,
  );
  fs.rmdirSync(folder);
  await box.create('s1', ['sh', '-c', 'read -r line'], { env: { TDETACH_DIR: folder } });
  await events.until({ session: 's1', event: 'created' });
  await box.session('s1', folder).send({ keys: ['Enter'] });
  await events.until({ session: 's1', event: 'exited' });
});

/** As Peer.request, for replies that go on. */
function repliesOf(peer: Peer): Event[] {
  return peer.messages.flatMap((message: Message) =>
    message.type === 'reply' ? [{ error: message.error, ...(message.result as Event | undefined) }] : [],
  );
}

/** Far more than the queue of a client and the sockets hold. */
const RESIZES = 20_000;

t.test('a slow reader is told what it missed, and other readers miss nothing', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS, { history: 0 });
  const slow = await Peer.connect(box.path('s1'));
  const fast = await Peer.connect(box.path('s1'));
  const client = await Peer.connect(box.path('s1'));
  t.teardown(() => [slow, fast, client].map((peer) => peer.close()));
  for (const peer of [slow, fast]) {
    peer.send({ type: 'request', id: 7, method: 'events', params: {} });
    await peer.message('reply');
  }
  slow.reads(false);
  const size = { cols: 20, rows: 5 };
  client.send({ type: 'attach', size, terminal: false, redraw: 'none', within: '' });
  await client.until('READY');
  const resizes = (peer: Peer): number => repliesOf(peer).filter(({ event }) => event === 'resized').length;
  for (let sent = 0; sent < RESIZES; sent += 1_000) {
    for (let count = 0; count < 1_000; count++)
      client.send({ type: 'resize', size: { cols: 20, rows: count % 2 === 0 ? 6 : 5 } });
    await eventually(
      () => resizes(fast) === sent + 1_000 + 1,
      () => resizes(fast),
    );
  }
  client.send({ type: 'data', bytes: Buffer.from('echo') });
  await client.until('echo');
  t.equal(client.output.toString(), 'READYecho', 'an attached client has everything');
  t.notOk(repliesOf(fast).some(({ event }) => event === 'missed'));
  slow.reads(true);
  const missed = (): Event | undefined => repliesOf(slow).find(({ event }) => event === 'missed');
  await eventually(
    () => missed() !== undefined,
    () => repliesOf(slow).length,
  );
  await eventually(
    () => repliesOf(fast).at(-1)?.['event'] === 'output',
    () => repliesOf(fast).at(-1),
  );
  const expected = repliesOf(fast).length - (repliesOf(slow).length - 1);
  t.equal(missed()?.['count'], expected, 'exactly those that it was not told');
  t.ok(expected > 1_000);
  // Later events are sent again.
  client.close();
  await eventually(
    () => repliesOf(slow).at(-1)?.['event'] === 'leader',
    () => repliesOf(slow).at(-1),
  );
  await box.session('s1').kill({ killSignal: 'KILL' });
  await slow.message('exit');
  t.match(repliesOf(slow).at(-1), { event: 'exited', signal: 9, more: false });
});

t.test('in a flood of titles and bells no event is missed, and the last title is told', async (t) => {
  const box = new Sandbox(t);
  const flood = 'i=0; while [ $i -lt 20000 ]; do printf "\\033]2;title $i\\007\\007"; i=$((i+1)); done';
  await box.create('s1', ['sh', '-c', `stty -echo; read -r line; ${flood}; read -r line`]);
  const events = await listening(t, box, ['s1', '--json'], box.path('s1'));
  await box.session('s1').send({ keys: ['Enter'] });
  await events.until({ event: 'title', title: 'title 19999' });
  await box.session('s1').send({ keys: ['Enter'] });
  t.equal(await events.ended, 0);
  t.notOk(events.all.some(({ event }) => event === 'missed'));
  t.ok(events.all.filter(({ event }) => event === 'bell').length > 0);
});

t.test('a second request for events on a connection is refused', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const peer = await Peer.connect(box.path('s1'));
  t.teardown(() => peer.close());
  for (const id of [1, 2]) peer.send({ type: 'request', id, method: 'events', params: undefined });
  await eventually(
    () => repliesOf(peer).length === 2,
    () => peer.messages,
  );
  t.match(repliesOf(peer), [{ event: 'following', output: 0, title: '' }, { error: 'told-already' }]);
});

t.test('an unknown session is an error, and a foreign socket and a closed output are not', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const unknown = await box.run(['events', 's1', 'nope']);
  t.strictSame(
    [unknown.status, unknown.stderr],
    [
      125,
      `tdetach: there is no session nope in ${box.folder}; the nearest is s1, and tdetach list shows all\n`,
    ],
  );
  // Another program's socket in the folder is ignored.
  const foreign = net
    .createServer((socket) => socket.end('hello there, this is no host'))
    .listen(box.path('s2'));
  t.teardown(() => foreign.close());
  const events = await listening(t, box, ['--json'], box.path('s1'));
  await box.session('s1').kill();
  await events.until({ session: 's1', event: 'exited', signal: 1 });
  t.equal(events.err, '');
  const shell = box.shell('{ "$0" "$@"; echo "status $?" >&2; } | head -n 1', ['events', '--json']);
  await eventually(
    async () => {
      await box.create('s3', ['true']);
      await box.session('s3').wait({ exit: true });
      return shell.text.includes('status 141');
    },
    () => shell.text,
  );
  t.notMatch(shell.text, /tdetach:/);
});
