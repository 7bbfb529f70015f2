// tdetach list, and tdetach alone, list the sessions, without a trace in them.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { Peer } from '../../support/peer.ts';
import { Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';
import type { Result } from '../../support/sandbox.ts';

const objects = ({ stdout }: Result): Record<string, unknown>[] =>
  stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Leaves a socket without a host, as a killed host does. */
async function deadSocket(path: string): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.tmp`, resolve));
  fs.linkSync(`${path}.tmp`, path);
  await new Promise((resolve) => server.close(resolve));
}

t.test('list --json prints live and dead sessions with the documented keys', async (t) => {
  const box = new Sandbox(t);
  const before = Date.now();
  await box.create('build', ['sh', '-c', 'printf ready; exec sleep 1000']);
  await deadSocket(box.path('dead'));
  fs.writeFileSync(box.path('no-session'), '');
  const watching = box.terminal(['-a', 'build'], { cols: 101, rows: 31 });
  await watching.until('ready');
  const looking = await Peer.connect(box.path('build'));
  looking.send({
    type: 'attach',
    size: { cols: 60, rows: 20 },
    terminal: false,
    redraw: 'none',
    within: '',
    readonly: true,
  });
  await looking.until('');

  const listed = await box.run(['list', '--json']);
  t.strictSame([listed.status, listed.stderr], [0, '']);
  const [build, dead, ...others] = objects(listed);
  t.strictSame(others, []);
  const pid = await programOf(box.path('build'));
  const { created, activity, clients, memory, ...rest } = build ?? {};
  t.ok(Number(memory) > 1024 ** 2, `${String(memory)} bytes`);
  t.strictSame(rest, {
    name: 'build',
    socket: box.path('build'),
    state: 'live',
    program: 'sh -c printf ready; exec sleep 1000',
    command: ['sh', '-c', 'printf ready; exec sleep 1000'],
    pid,
    host: hostOf(pid ?? 0),
    size: { cols: 101, rows: 31 },
    seq: 5,
    foreground: 'sleep',
    folder: box.folder,
    atPrompt: null,
    commandLine: null,
    lastStatus: null,
    progress: null,
    ended: null,
    status: null,
    signal: null,
  });
  const times = [before, Date.parse(String(created)), Date.parse(String(activity)), Date.now()];
  t.strictSame(
    times,
    times.toSorted((a, b) => a - b),
    'in order',
  );
  t.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  t.match(clients, [
    { size: { cols: 101, rows: 31 }, leads: true, readonly: false },
    { size: { cols: 60, rows: 20 }, leads: false, readonly: true },
  ]);
  t.match(dead, { name: 'dead', state: 'dead', pid: null, created: null, size: null, clients: [] });
  t.ok(fs.existsSync(box.path('dead')), 'it is shown, and left');
  looking.close();
});

t.test('list and tdetach alone print a table', async (t) => {
  const box = new Sandbox(t);
  const none = await box.run([]);
  t.strictSame([none.status, none.stdout.toString()], [0, '']);
  t.match(none.stderr, /^tdetach: there are no sessions in [^\n]*\n$/);
  await box.create('a', ['sleep', '1000']);
  await box.create('longer', ['sh', '-c', 'exec sleep 1000 # \x1b[31m\u202e'], {
    sizing: { cols: 132, rows: 43 },
  });
  const both = await box.run([]);
  const plain = both.stdout
    .toString()
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replace(/ +/g, ' ');
  t.strictSame(plain.replace(/live \d+/g, 'live PID').split('\n'), [
    'NAME STATE PID CREATED ACTIVITY SIZE CLIENTS PROGRAM',
    'a live PID TIME TIME 80x24 - sleep 1000',
    'longer live PID TIME TIME 132x43 - sh -c exec sleep 1000 # ?[31m?',
    '',
  ]);
  const listed = await box.run(['list']);
  t.equal(listed.stdout.toString(), both.stdout.toString());
});

t.test('a named session that does not exist gives status 1 and a line of error', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', ['sleep', '1000']);
  const found = await box.run(['list', 'a', './a', '--json']);
  t.strictSame([found.status, objects(found).map(({ name }) => name)], [0, ['a', './a']]);
  const missing = await box.run(['list', 'b', 'a', 'c', '--json']);
  t.strictSame([missing.status, objects(missing).map(({ name }) => name)], [1, ['a']]);
  t.match(
    missing.stderr,
    /^tdetach: there is no session b in [^\n]*\ntdetach: there is no session c in [^\n]*\n$/,
  );
  const quiet = await box.run(['list', 'b', '-q']);
  t.strictSame([quiet.status, quiet.stdout.toString(), quiet.stderr], [1, '', '']);
  const nowhere = await box.run(['list', 'b'], { env: { TDETACH_DIR: box.path('no-folder') } });
  t.equal(nowhere.status, 1);
});

t.test('a stopped host is listed as silent, and does not delay the others', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', ['sleep', '1000']);
  await box.create('b', ['sleep', '1000']);
  const host = hostOf((await programOf(box.path('a'))) ?? 0);
  process.kill(host, 'SIGSTOP');
  const listed = await box.run(['list', '--json']);
  process.kill(host, 'SIGCONT');
  t.strictSame(
    objects(listed).map(({ name, state }) => [name, state]),
    [
      ['a', 'silent'],
      ['b', 'live'],
    ],
  );
});

t.test('list causes no event in a session', async (t) => {
  const box = new Sandbox(t);
  const noticed = 'trap "echo SIZE" WINCH; printf ready; while :; do sleep 0.01; done';
  const client = box.terminal(['-c', 's1', 'sh', '-c', noticed]);
  await client.until('ready');
  for (let round = 0; round < 3; round++) await box.run(['list']);
  client.resize(81, 24);
  await client.until('SIZE\r\n');
  t.equal(client.text, 'readySIZE\r\n');
  const seen = async (): Promise<unknown> => objects(await box.run(['list', '--json']))[0]?.['clients'];
  await eventually(
    async () => JSON.stringify(await seen()).includes('81'),
    () => client.text,
  );
});

t.test('help describes the verbs, and each verb its options', async (t) => {
  const box = new Sandbox(t);
  const all = await box.run(['--help']);
  t.match(all.stdout.toString(), /\ntdetach list +list sessions/);
  const one = await box.run(['list', '--help'], { env: { TDETACH_DIR: '/no/where' } });
  t.strictSame([one.status, one.stderr], [0, '']);
  t.match(one.stdout.toString(), /^tdetach list \[SESSION\.\.\.\]/);
  t.match(one.stdout.toString(), /--json/);
});
