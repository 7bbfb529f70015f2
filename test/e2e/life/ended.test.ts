// What an ended session leaves for list --all, wait --exit and screen, until it is forgotten.
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { TdetachError } from '../../../src/base/error.ts';
import type { CreateOptions } from '../../../src/library/create.ts';
import { Peer } from '../../support/peer.ts';
import { Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';
import type { Result } from '../../support/sandbox.ts';

const objects = ({ stdout }: Result): Record<string, unknown>[] =>
  stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Makes a session, and returns when it has ended. */
async function ended(
  box: Sandbox,
  session: string,
  script: string,
  options: Pick<CreateOptions, 'history' | 'keepMs' | 'sizing'> = {},
): Promise<void> {
  await box.create(session, ['sh', '-c', script], options);
  await eventually(
    () => !fs.existsSync(path.resolve(box.folder, session)),
    () => fs.readdirSync(box.folder),
  );
}

/** The code of the error that a call fails with. */
const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (error: unknown) => (error as TdetachError).code,
  );

t.test('the status of any session is known, however soon it ends', async (t) => {
  const box = new Sandbox(t);
  const one = async (status: number): Promise<void> => {
    await box.create(`s${status}`, ['sh', '-c', `exit ${status}`]);
    t.strictSame(await box.session(`s${status}`).wait({ exit: true }), { status, signal: 0 });
  };
  for (let from = 0; from < 10; from += 5)
    await Promise.all(Array.from({ length: 5 }, (_, index) => one(from + index)));
  const waited = await box.run(['wait', 's9', '--exit', '--json']);
  t.strictSame([waited.status, waited.stderr], [9, '']);
  t.strictSame(objects(waited), [{ name: 's9', status: 9, signal: 0 }]);
  await ended(box, box.path('killed'), 'kill -KILL $$');
  t.equal((await box.run(['wait', './killed', '--exit'])).status, 128 + 9);
});

t.test('list --all lists ended sessions with their end', async (t) => {
  const box = new Sandbox(t);
  const before = Date.now();
  await ended(box, 'b', 'printf 12345; exit 2');
  await ended(box, 'c', 'kill -KILL $$');
  await box.create('a', ['sleep', '1000']);
  fs.writeFileSync(box.path('notes.ended'), 'mine');
  const all = objects(await box.run(['list', '--all', '--json']));
  t.match(all, [
    { name: 'a', state: 'live', ended: null, status: null, signal: null },
    { name: 'b', state: 'ended', status: 2, signal: 0 },
    { name: 'c', state: 'ended', status: 0, signal: 9 },
  ]);
  const { created, activity, ended: end, pid, ...rest } = all[1] ?? {};
  t.strictSame(rest, {
    name: 'b',
    socket: box.path('b'),
    state: 'ended',
    program: 'sh -c printf 12345; exit 2',
    command: ['sh', '-c', 'printf 12345; exit 2'],
    host: null,
    size: { cols: 80, rows: 24 },
    seq: 5,
    memory: null,
    clients: [],
    foreground: null,
    folder: null,
    atPrompt: null,
    commandLine: null,
    lastStatus: null,
    progress: null,
    status: 2,
    signal: 0,
  });
  const times = [before, ...[created, activity, end].map((time) => Date.parse(String(time))), Date.now()];
  t.strictSame(
    times,
    times.toSorted((one, other) => one - other),
  );
  t.ok(Number.isInteger(pid));
  const table = (await box.run(['list', '--all'])).stdout.toString();
  t.match(table, /^b +ended 2 +\d+ +\S+Z +\S+Z +80x24 +- +sh -c printf/m);
  t.match(table, /^c +ended KILL +\d+ /m);
  t.match((await box.run(['list'])).stdout.toString(), /^NAME[^\n]*\na +live[^\n]*\n$/, 'not without --all');

  const one = await box.run(['list', 'b', './c', '--all', '--json']);
  t.strictSame([one.status, objects(one).map(({ name }) => name)], [0, ['b', './c']]);
  const not = await box.run(['list', 'b']);
  t.strictSame([not.status, not.stdout.toString()], [1, '']);
  t.match(
    not.stderr,
    /^tdetach: b has ended, with status 2, (just now|\d+ seconds? ago): tdetach list b --all shows it\n$/,
  );
});

t.test('screen prints the last screen of an ended session and its history', async (t) => {
  const box = new Sandbox(t);
  const numbers = Array.from({ length: 30 }, (_, index) => String(index));
  await ended(box, 's1', `printf '\\033]2;T\\007'; seq 0 28; printf '\\033[1m29'`, {
    sizing: { cols: 20, rows: 10 },
  });
  const seen = await box.run(['screen', 's1', '--history', '5', '--json']);
  t.strictSame(objects(seen), [
    {
      name: 's1',
      state: 'ended',
      seq: 118,
      size: { cols: 20, rows: 10 },
      title: 'T',
      screen: 'primary',
      cursor: { row: 9, column: 2, visible: true },
      history: numbers.slice(15, 20),
      lines: numbers.slice(20),
    },
  ]);
  const all = await box.run(['screen', 's1', '--history', 'all', '--ansi']);
  t.equal(all.stdout.toString(), `${numbers.slice(0, 29).join('\n')}\n\x1b[0;1m29\x1b[0m\n`);
  await ended(box, 's2', 'true', { history: 0 });
  const none = await box.run(['screen', 's2', '--history', '1']);
  t.match(none.stderr, /^tdetach: s2 kept no history: [^\n]*\n$/);
  await box.create('s1', ['sleep', '1000']);
  t.match(objects(await box.run(['screen', 's1', '--json'])), [{ state: 'live' }]);
  t.notOk(fs.existsSync(box.path('s1.ended')), 'a new session takes its place');
});

t.test('commands that need a live session say that it has ended', async (t) => {
  const box = new Sandbox(t);
  await ended(box, 's1', 'exit 2');
  const verbs = [
    ['send', 's1', 'x'],
    ['kill', 's1'],
    ['detach', 's1'],
    ['-p', 's1'],
  ];
  for (const args of verbs) {
    const { status, stderr } = await box.run(args);
    t.equal(status, 125, args.join(' '));
    t.match(
      stderr,
      /^tdetach: s1 has ended, with status 2, [^\n:]*: tdetach screen s1 shows what it left\n$/,
    );
  }
  const waiting = await box.run(['wait', 's1', '--idle', '1s']);
  t.equal(waiting.status, 123);
  t.match(
    waiting.stderr,
    /^tdetach: s1 has ended, with status 2: waited for no output for 1 s; tdetach screen s1/,
  );
  const attaching = box.terminal(['-a', 's1']);
  t.equal(await attaching.status(), 125);
  t.match(attaching.text, /s1 has ended, with status 2/);
  const again = box.terminal(['-A', 's1', 'sh', '-c', 'exit 3']);
  t.equal(await again.status(), 3, 'and is made anew where that is asked for');
});

t.test('the record is private, and exists before clients learn of the end', async (t) => {
  const box = new Sandbox(t);
  const client = box.shell('"$0" "$@"; ls; echo done', ['-c', 's1', 'sh', '-c', 'exit 4']);
  await client.until('done\r\n');
  t.match(client.text, /\r\ns1\.ended\r\ndone\r\n$/);
  const about = fs.statSync(box.path('s1.ended'));
  t.equal(about.mode & 0o777, 0o600);
});

t.test('--keep limits how long the record is kept, and with 0 there is none', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 'none', '--keep', '0', 'sh', '-c', 'exit 1']);
  await eventually(
    () => !fs.existsSync(box.path('none')),
    () => fs.readdirSync(box.folder),
  );
  t.strictSame(fs.readdirSync(box.folder), []);
  t.match((await box.run(['wait', 'none', '--exit'])).stderr, /there is no session none/);
  await box.run(['-n', 'some', '--keep', '1s', 'sh', '-c', 'exit 1']);
  await eventually(
    () => !fs.existsSync(box.path('some')),
    () => fs.readdirSync(box.folder),
  );
  t.ok(fs.existsSync(box.path('some.ended')));
  await eventually(
    async () => (await codeOf(box.session('some').wait({ exit: true }))) === 'no-session',
    () => fs.readdirSync(box.folder),
    50,
  );
  t.ok(fs.existsSync(box.path('some.ended')), 'who waits removes nothing');
  t.strictSame(objects(await box.run(['list', '--all', '--json'])), []);
  t.strictSame(fs.readdirSync(box.folder), []);
});

t.test('another file of that name is left alone, and a missing folder does no harm', async (t) => {
  const box = new Sandbox(t);
  fs.writeFileSync(box.path('s1.ended'), 'mine');
  await ended(box, 's1', 'exit 1');
  t.equal(fs.readFileSync(box.path('s1.ended'), 'utf8'), 'mine');
  t.match(fs.readFileSync(box.path('s1.log'), 'utf8'), /could not be kept in \S*s1\.ended: something else/);
  t.strictSame(fs.readdirSync(box.folder), ['s1.ended', 's1.log']);
  fs.mkdirSync(box.path('sub'), { mode: 0o700 });
  await box.create(box.path('sub/s2'), ['sh', '-c', 'read line; exit 5']);
  const program = (await programOf(box.path('sub/s2'))) ?? 0;
  t.teardown(() => {
    if (fs.existsSync(`/proc/${program}`)) process.kill(program, 'SIGKILL');
  });
  const peer = await Peer.connect(box.path('sub/s2'));
  fs.renameSync(box.path('sub'), box.path('moved'));
  await box.run(['-p', 'moved/s2'], { input: Buffer.from('\n') });
  t.match(await peer.message('exit'), { status: 5, signal: 0 });
});

t.test('rm removes ended and dead sessions, and nothing else', async (t) => {
  const box = new Sandbox(t);
  await ended(box, 'a', 'exit 1');
  await box.create('b', ['sleep', '1000']);
  await box.create('c', ['sleep', '1000']);
  process.kill(hostOf((await programOf(box.path('c'))) ?? 0), 'SIGKILL');
  await eventually(
    async () => (await codeOf(box.session('c').status())) === 'session-dead',
    () => 'not dead',
  );
  fs.writeFileSync(box.path('d.ended'), 'mine');
  const gone = await box.run(['rm', 'b', 'a', 'none', 'c', 'd']);
  t.equal(gone.status, 125);
  t.strictSame(
    gone.stderr.split('\n').map((line) => line.slice(0, 30)),
    [
      'tdetach: b has not ended: tdet',
      'tdetach: there is no session n',
      'tdetach: there is no session d',
      '',
    ],
  );
  t.strictSame(fs.readdirSync(box.folder), ['b', 'd.ended']);
  t.equal((await box.session('b').status()).clients.length, 0, 'it lives');
  await ended(box, 'e', 'exit 1');
  const { status, stdout, stderr } = await box.run(['rm', 'e']);
  t.strictSame([status, stdout.toString(), stderr], [0, '', '']);
  t.match((await box.run(['rm'])).stderr, /^tdetach: rm needs a session; [^\n]*\n$/);
});
