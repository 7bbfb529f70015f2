// tdetach events prints what happens in sessions.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { Listener, listening, repliesOf, told } from '../../support/event-listener.ts';
import { Peer } from '../../support/peer.ts';
import { Sandbox, SHOW_KEYS, eventually, hostOf, programOf } from '../../support/sandbox.ts';

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
