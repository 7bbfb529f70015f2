// tdetach rename gives a session another name, which only one session can have, and changes nothing
// else.
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { mistake } from '../../support/mistake.ts';
import { EXECUTABLE, Sandbox, SHOW_KEYS, eventually, hostOf, programOf } from '../../support/sandbox.ts';

t.test('clients stay attached, and the session is found under its new name only', async (t) => {
  const box = new Sandbox(t);
  const client = box.terminal(['-c', 'old', ...SHOW_KEYS]);
  await client.until('READY');
  const renamed = await box.run(['rename', 'old', 'new', '--json']);
  t.strictSame([renamed.status, renamed.stderr], [0, '']);
  t.strictSame(JSON.parse(renamed.stdout.toString()), { name: 'new', socket: box.path('new') });
  t.strictSame(fs.readdirSync(box.folder), ['new'], 'nothing else is left');
  client.type('abc');
  await client.until('abc');
  const listed = await box.run(['list', '--json']);
  t.equal((JSON.parse(listed.stdout.toString()) as { name: string }).name, 'new');
  const second = box.terminal(['-a', 'new']);
  await second.until('abc');
  second.type('\x1c');
  t.equal(await second.status(), 0);
  const gone = await box.run(['screen', 'old']);
  t.equal(gone.status, 125);
  t.match(gone.stderr, /^tdetach: there is no session old/);

  const program = (await programOf(box.path('new'))) ?? 0;
  const host = hostOf(program);
  await eventually(
    () => fs.readFileSync(`/proc/${host}/cmdline`, 'latin1').startsWith('tdetach new'),
    () => fs.readFileSync(`/proc/${host}/cmdline`, 'latin1'),
  );
  fs.unlinkSync(box.path('new'));
  process.kill(host, 'SIGUSR1');
  await eventually(
    async () => (await programOf(box.path('new'))) === program,
    () => fs.readdirSync(box.folder),
  );
  const notes = (): string =>
    fs.existsSync(box.path('new.log')) ? fs.readFileSync(box.path('new.log'), 'utf8') : '';
  await eventually(() => notes().includes('made anew'), notes);
  await box.session('new').kill({ wait: true });
  await client.status();
  t.strictSame(fs.readdirSync(box.folder), ['new.ended', 'new.log'], 'its socket goes with it');
});

t.test('the old name is free at once', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', SHOW_KEYS);
  const first = await programOf(box.path('a'));
  await box.session('a').rename(box.path('b'));
  await box.create('a', SHOW_KEYS);
  t.equal(await programOf(box.path('b')), first);
  t.not(await programOf(box.path('a')), first);
});

t.test('a name that a session cannot have gives one line of error, and it keeps its own', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', SHOW_KEYS);
  await box.create('b', SHOW_KEYS);
  fs.writeFileSync(box.path('file'), 'a file');
  const refused = async (args: readonly string[], why: RegExp): Promise<void> => {
    const { status, stderr } = await mistake(box, ['rename', ...args]);
    t.equal(status, 125);
    t.match(stderr, why);
    t.equal(stderr.split('\n').length, 2, 'one line');
  };
  await refused(['a', 'b'], /^tdetach: there is a session b already: give another name/);
  await refused(['a', 'a'], /^tdetach: there is a session a already/);
  await refused(['a', 'file'], /file is there already, and is no session/);
  await refused(['a', ''], /cannot name a session: it is empty/);
  await refused(['a', 'x'.repeat(101)], /100 is the most/);
  await refused(['a', './none/c'], /does not exist/);
  await refused(['a', '/proc/c'], /no session can be moved/);
  await refused(['none', 'c'], /there is no session none/);
  await refused(['a'], /rename needs a session and its new name/);
  await refused(['a', 'b', 'c'], /but "c" follows/);
  t.ok(await programOf(box.path('a')));
  t.ok(await programOf(box.path('b')));
  t.equal(fs.readFileSync(box.path('file'), 'utf8'), 'a file');
});

t.test("a dead session's name can be taken, and a path too long for an address can be a name", async (t) => {
  const box = new Sandbox(t);
  await box.create('stale', SHOW_KEYS);
  const host = hostOf((await programOf(box.path('stale'))) ?? 0);
  process.kill(host, 'SIGKILL');
  await eventually(
    async () => (await programOf(box.path('stale'))) === undefined,
    () => host,
  );
  const folder = box.path('d'.repeat(120));
  fs.mkdirSync(folder);
  const far = path.join(folder, 'far');
  await box.create('a', SHOW_KEYS);
  const program = await programOf(box.path('a'));
  t.equal((await box.run(['rename', 'a', 'stale'])).status, 0);
  t.equal(await programOf(box.path('stale')), program);
  t.equal((await box.run(['rename', 'stale', far])).status, 0);
  t.equal(await programOf(far), program);
  await box.session(far).kill({ killSignal: 'KILL', wait: true });
  t.strictSame(fs.readdirSync(folder), ['far.ended']);
});

t.test('if two sessions are given the same name at once, one gets it', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', SHOW_KEYS);
  await box.create('b', SHOW_KEYS);
  for (let round = 0; round < 3; round++) {
    const name = `c${round}`;
    const done = await Promise.all([box.run(['rename', 'a', name]), box.run(['rename', 'b', name])]);
    t.strictSame(done.map(({ status }) => status).sort(), [0, 125]);
    const winner = done[0].status === 0 ? 'a' : 'b';
    t.match(done[winner === 'a' ? 1 : 0].stderr, /there is a session c\d already/);
    t.strictSame(fs.readdirSync(box.folder).sort(), [winner === 'a' ? 'b' : 'a', name]);
    t.equal((await box.run(['rename', name, winner])).status, 0);
  }
  const both = await Promise.all(['d', 'e'].map((name) => box.run(['rename', 'a', name])));
  const names = fs.readdirSync(box.folder);
  t.equal(names.length, 2, `one session has one name: ${names.join(' ')}`);
  t.ok(both.some(({ status }) => status === 0));
});

t.test('within the session current prints the new name, and circles are refused', async (t) => {
  const box = new Sandbox(t);
  const tdetach = `${process.execPath} ${EXECUTABLE}`;
  const old = box.terminal(['-c', 'old', 'sh', '-i'], { cols: 200 });
  await old.until('$ ');
  await box.run(['rename', 'old', 'new']);
  old.type(`${tdetach} current\r`);
  await old.until(/current\r\nnew\r\n\$ /);
  old.type(`${tdetach} -a new\r`);
  await old.until(/cannot attach new within itself: this terminal is in it\r\n\$ /);

  // "other" is shown in "new", so that "new" cannot be shown in it.
  old.type(`${tdetach} -c other -q sh -i\r`);
  await old.until(/sh -i\r\n\$ /);
  await box.run(['rename', 'other', 'third']);
  old.type(`${tdetach} -a new\r`);
  await old.until(/cannot attach new within itself: the session of this terminal is shown in it/);
  t.pass();
});
