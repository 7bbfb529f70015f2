// What the program and the host have of the caller: environment, folder, umask; no descriptors.
import fs from 'node:fs';
import t from 'tap';
import { Sandbox, hostOf, programOf } from '../support/sandbox.ts';

t.test('the program has the environment, folder and umask of the caller', async (t) => {
  const box = new Sandbox(t);
  const show = 'echo "$TDETACH_SESSION|$TDETACH_SOCKET|$FOO|$(pwd)|$(umask)|$TERM"';
  const terminal = box.shell(`umask 027; cd /usr; "$0" "$@"`, ['-c', 's1', 'sh', '-c', show], {
    env: { FOO: 'b  r' },
  });
  t.equal(await terminal.status(), 0);
  t.equal(terminal.text.split('\r\n')[0], `s1|${box.path('s1')}|b  r|/usr|0027|xterm-256color`);
});

t.test('without a terminal the program has 80 x 24', async (t) => {
  const box = new Sandbox(t);
  const out = box.path('size');
  const result = await box.run(['-N', 's1', 'sh', '-c', `stty size > ${out}`]);
  t.equal(result.status, 0);
  t.equal(fs.readFileSync(out, 'utf8'), '24 80\n');
});

t.test(
  'no descriptor of the caller reaches the host or the program',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const box = new Sandbox(t);
    const secret = box.path('secret');
    fs.writeFileSync(secret, '');
    const open = [5, 99, 251].map((descriptor) => `exec ${descriptor}<${secret}`).join('; ');
    // dash knows descriptors of one digit only.
    const terminal = box.shell(`exec bash -c '${open}; exec "$0" "$@"' "$0" "$@"`, [
      '-c',
      's1',
      'sh',
      '-c',
      'echo READY; exec cat',
    ]);
    await terminal.until('READY');
    const program = (await programOf(box.path('s1'))) ?? 0;
    const host = hostOf(program);
    const targets = (pid: number): string[] =>
      fs.readdirSync(`/proc/${pid}/fd`).map((descriptor) => fs.readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    t.ok(targets(terminal.pid).includes(secret), 'the client has them');
    t.notOk(targets(host).includes(secret), 'the host has not');
    t.notOk(targets(program).includes(secret), 'the program has not');
    t.equal(fs.readlinkSync(`/proc/${host}/cwd`), '/');
    for (const descriptor of [0, 1, 2])
      t.equal(fs.readlinkSync(`/proc/${host}/fd/${descriptor}`), '/dev/null');
  },
);

t.test(
  'attach and detach cost the host nothing that stays',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const box = new Sandbox(t);
    await box.run(['-n', 's1', 'cat']);
    const host = hostOf((await programOf(box.path('s1'))) ?? 0);
    const round = async (): Promise<void> => {
      const terminal = box.terminal(['-a', 's1']);
      await terminal.ready();
      terminal.type('\x1c');
      t.equal(await terminal.status(), 0);
    };
    for (let warm = 0; warm < 3; warm++) await round();
    const before = fs.readdirSync(`/proc/${host}/fd`).length;
    for (let rounds = 0; rounds < 20; rounds++) await round();
    t.equal(fs.readdirSync(`/proc/${host}/fd`).length, before);
  },
);
