// The folder that a bare name lies in, and the errors if a session is not found or the folder
// cannot be used.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { checkSessionFolder } from '../../../src/base/address/session-folder.ts';
import { mistake } from '../../support/mistake.ts';
import { Sandbox, hostOf, programOf } from '../../support/sandbox.ts';

const SLEEP = ['sleep', '1000'] as const;
const uid = process.getuid?.() ?? 0;
const DEFAULT_FOLDER = `/tmp/tdetach-${uid}`;

/** A name that no other session in the default folder has. */
const ownName = (box: Sandbox): string => `test-${path.basename(box.folder)}`;

/** The environment of a login with the default folders, whose runtime folder is in the sandbox. */
const login = (box: Sandbox): Record<string, string> => ({
  TDETACH_DIR: '',
  XDG_RUNTIME_DIR: box.path('run'),
});

/** Ends the session, and waits until its host has freed its name. */
async function end(box: Sandbox, name: string): Promise<void> {
  for (const folder of [DEFAULT_FOLDER, box.path('run/tdetach')]) {
    if (!fs.existsSync(folder)) continue;
    const session = box.session(name, folder);
    await session.kill({ killSignal: 'KILL', wait: true }).catch(() => undefined); // there may be none
    await session.forget().catch(() => undefined);
  }
}

t.test('a bare name lies in a folder that outlives the runtime folder of a login', async (t) => {
  const box = new Sandbox(t);
  const name = ownName(box);
  const env = login(box);
  fs.mkdirSync(box.path('run'), { mode: 0o700 });
  t.teardown(() => end(box, name));
  t.equal((await box.run(['-n', name, ...SLEEP], { env })).status, 0);
  t.type(await programOf(path.join(DEFAULT_FOLDER, name)), 'number');
  t.strictSame(fs.readdirSync(box.path('run')), [], 'nothing is made in the runtime folder');

  fs.rmSync(box.path('run'), { recursive: true });
  t.equal((await box.run(['list', name], { env })).status, 0, 'it is found once the runtime folder is gone');
  const elsewhere = { TDETACH_DIR: '', XDG_RUNTIME_DIR: '' };
  t.equal((await box.run(['list', name], { env: elsewhere })).status, 0, 'and by another kind of login');
});

/** Makes a session as version 0.1.0 did, in the runtime folder of a login. */
async function former(box: Sandbox, name: string): Promise<string> {
  const folder = box.path('run/tdetach');
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  await box.create(name, SLEEP, { env: { TDETACH_DIR: folder } });
  return path.join(folder, name);
}

t.test('a session in the former default folder is found by every command, and not made twice', async (t) => {
  const box = new Sandbox(t);
  const name = ownName(box);
  const env = login(box);
  const socket = await former(box, name);
  const program = await programOf(socket);
  t.teardown(() => end(box, name));

  const listed = await box.run(['list', name, '--json'], { env });
  t.equal((JSON.parse(listed.stdout.toString()) as { socket: string }).socket, socket);
  t.match((await box.run(['list'], { env })).stdout.toString(), new RegExp(`^${name} `, 'm'));
  t.match((await box.run(['-n', name, 'true'], { env })).stderr, /exists already/);
  t.match((await box.run(['run', name, 'true'], { env })).stderr, /exists already/);
  const terminal = box.terminal(['-A', name, 'echo', 'TWIN'], { env });
  await terminal.ready();
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
  t.notMatch(terminal.text, /TWIN/);
  t.equal(await programOf(socket), program);
  t.notOk(fs.existsSync(path.join(DEFAULT_FOLDER, name)), 'there is no second one');
});

t.test('a dead socket in the former default folder does not keep a session from being made', async (t) => {
  const box = new Sandbox(t);
  const name = ownName(box);
  const env = login(box);
  const socket = await former(box, name);
  process.kill(hostOf((await programOf(socket)) ?? 0), 'SIGKILL');
  t.teardown(() => end(box, name));
  t.equal((await box.run(['-n', name, ...SLEEP], { env })).status, 0);
  t.type(await programOf(path.join(DEFAULT_FOLDER, name)), 'number');
  const listed = await box.run(['list', name, '--json'], { env });
  t.match(listed.stdout.toString(), /"state":"live"/, 'and that one is found');
});

t.test('a former default folder of another user, or open to others, is not searched', async (t) => {
  const box = new Sandbox(t);
  const name = ownName(box);
  const env = login(box);
  const socket = await former(box, name);
  fs.chmodSync(path.dirname(socket), 0o755);
  t.equal((await box.run(['list', name], { env })).status, 1);
  fs.chmodSync(path.dirname(socket), 0o700);
  await end(box, name);
});

t.test('a command that finds no session says which folder it has searched', async (t) => {
  const box = new Sandbox(t);
  const env = { TDETACH_DIR: box.path('not-there') };
  const says = async (...args: string[]): Promise<string> => (await box.run(args, { env })).stderr;
  const searched = `there is no session work in ${box.path('not-there')}, and no other\n`;
  t.equal(await says('screen', 'work'), `tdetach: ${searched}`);
  fs.mkdirSync(box.path('not-there'), { mode: 0o700 });
  for (const verb of ['kill', 'list', 'rm']) t.equal(await says(verb, 'work'), `tdetach: ${searched}`);
  for (const verb of ['screen', 'log'])
    t.equal((await mistake(box, [verb, 'work'], env.TDETACH_DIR)).stderr, `tdetach: ${searched}`);
  t.match(await says('list'), `there are no sessions in ${box.path('not-there')}: `);
  t.match(
    (await box.run(['list', `none-${ownName(box)}`], { env: login(box) })).stderr,
    new RegExp(`in ${DEFAULT_FOLDER}[,;] `),
  );
  fs.mkdirSync(box.path('run/tdetach'), { recursive: true, mode: 0o700 });
  const both = new RegExp(`in ${DEFAULT_FOLDER} or ${box.path('run/tdetach')}[,;] `);
  t.match((await box.run(['list', `none-${ownName(box)}`], { env: login(box) })).stderr, both);
});

t.test('only the mode of the default folder, which tdetach makes, is advised to be changed', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  const problem = (): string => {
    try {
      checkSessionFolder(folder, uid, false);
      return 'none';
    } catch (error) {
      return (error as Error).message;
    }
  };
  t.equal(problem(), 'none');
  for (const mode of [0o755, 0o1777, 0o2770]) {
    fs.chmodSync(folder, mode);
    const what = `is open to others (mode ${mode.toString(8)}): name another, which tdetach makes, with TDETACH_DIR`;
    t.equal(problem(), `the session folder ${folder} ${what}`);
  }
  t.end();
});

t.test('the session folder has mode 0700 whatever the umask', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.shell('umask 0777; "$0" "$@"', ['-n', 's1', 'true'], {
    env: { TDETACH_DIR: box.path('new') },
  });
  t.equal(await terminal.status(), 0);
  t.equal(fs.statSync(box.path('new')).mode & 0o7777, 0o700);
});

t.test(
  'a default folder of another user is refused with the advice to name another',
  { skip: uid !== 0 && 'only root can give a folder away' },
  (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-'));
    t.teardown(() => fs.rmSync(folder, { recursive: true }));
    fs.chownSync(folder, 12_345, 12_345);
    t.throws(() => checkSessionFolder(folder, uid, true), {
      message: `the session folder ${folder} belongs to user 12345, not to you (0): name another with TDETACH_DIR`,
    });
    t.end();
  },
);
