// A session whose host lives and has lost its socket: no second session of its name is made, and a
// client that asks for it finds it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import { SHOW_KEYS, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

const skip = process.platform !== 'linux' && 'only Linux tells who listens at a path';

/** Makes a session, stops its host, and removes the socket, so that the host does not know yet. */
async function lose(box: Sandbox, name: string): Promise<{ program: number; host: number }> {
  await box.create(name, SHOW_KEYS);
  const program = (await programOf(box.path(name))) ?? 0;
  const host = hostOf(program);
  process.kill(host, 'SIGSTOP');
  fs.unlinkSync(box.path(name));
  return { program, host };
}

t.test(
  'a command that makes or uses a session of that name makes its host create the socket again',
  { skip },
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', SHOW_KEYS);
    const program = await programOf(box.path('s1'));
    for (const args of [['-c'], ['-n'], ['run'], ['-N']]) {
      fs.unlinkSync(box.path('s1'));
      const attempt = box.terminal([...args, 's1', 'echo', 'TWIN']);
      t.equal(await attempt.status(), 125, args.join(' '));
      t.match(attempt.text, /^tdetach: the session s1 exists already: tdetach -a s1 attaches\r\n$/);
      t.equal(await programOf(box.path('s1')), program);
    }
    for (const args of [
      ['screen', 's1'],
      ['send', 's1', 'x'],
      ['wait', 's1', '--idle', '10ms'],
    ]) {
      fs.unlinkSync(box.path('s1'));
      t.equal((await box.run(args)).status, 0, args.join(' '));
    }
    for (const mode of ['-A', '-a']) {
      fs.unlinkSync(box.path('s1'));
      const attached = box.terminal([mode, 's1']);
      await attached.until('READY');
      attached.type('\x1c');
      t.equal(await attached.status(), 0, mode);
    }
    fs.unlinkSync(box.path('s1'));
    t.match((await box.run(['rm', 's1'])).stderr, /s1 has not ended/);
    fs.unlinkSync(box.path('s1'));
    t.equal((await box.run(['kill', 's1', '--wait'])).status, 0);
  },
);

t.test('if the host does not create its socket again, the error names its process', { skip }, async (t) => {
  const box = new Sandbox(t);
  const { program, host } = await lose(box, 's1');
  const why = new RegExp(`^tdetach: s1 lives, but its socket is gone, and its host \\(process ${host}\\)`);
  const attempts = [
    ['-A', 's1'],
    ['-c', 's1'],
    ['-n', 's1'],
    ['run', 's1', 'true'],
    ['-a', 's1'],
    ['screen', 's1'],
  ];
  for (const args of attempts) {
    const attempt = box.terminal(args);
    t.equal(await attempt.status(), 125, args.join(' '));
    t.match(attempt.text, why);
  }
  for (const args of [['list'], ['list', 's1'], ['list', '--all']]) {
    const { status, stdout } = await box.run([...args, '--json']);
    t.equal(status, 0);
    t.match(JSON.parse(stdout.toString()), {
      name: 's1',
      socket: box.path('s1'),
      state: 'lost',
      host,
      pid: null,
    });
  }
  t.match((await box.run(['list'])).stdout.toString(), /^s1 +lost +-/m);
  process.kill(host, 'SIGCONT');
  await eventually(
    async () => (await programOf(box.path('s1'))) === program,
    () => fs.readdirSync(box.folder),
  );
});

t.test('a host in the foreground is found too, and other programs are left alone', { skip }, async (t) => {
  const box = new Sandbox(t);
  const foreground = box.terminal(['-N', 's1', ...SHOW_KEYS]);
  await eventually(
    async () => (await programOf(box.path('s1'))) !== undefined,
    () => foreground.text,
  );
  const program = (await programOf(box.path('s1'))) ?? 0;
  fs.unlinkSync(box.path('s1'));
  t.equal((await box.run(['-n', 's1', 'echo'])).status, 125);
  t.equal(await programOf(box.path('s1')), program);
  process.kill(program, 'SIGKILL');
  await foreground.status();

  const source = "require('net').createServer().listen(process.argv[1], () => console.log('listens'))";
  const other = spawn(process.execPath, ['-e', source, box.path('s2')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => other.stdout.once('data', resolve));
  fs.unlinkSync(box.path('s2'));
  await box.create('s2', ['sleep', '1000']);
  t.equal((await box.run(['list', '--json'])).stdout.toString().split('\n').length, 2);
  other.kill('SIGKILL');
});
