// The kernel knows a session's socket by the session's name, so tools that ask the kernel find it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { EXECUTABLE, SHOW_KEYS, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

/** Paths in a folder at which a process listens, according to the kernel. */
const listening = (folder: string): string[] =>
  fs
    .readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .flatMap((line) => (line.includes(' 00010000 ') ? [line.slice(line.indexOf('/'))] : []))
    .filter((at) => at.startsWith(`${folder}/`));

/** Returns true if a program is installed; if not, a comment in the output says so. */
function has(t: Test, program: string): boolean {
  const found = (process.env['PATH'] ?? '').split(':').some((one) => fs.existsSync(path.join(one, program)));
  if (!found) t.comment(`${program} is not installed: what it says is not tested`);
  return found;
}

const skip = process.platform !== 'linux' && 'only Linux tells';

t.test(
  'ss, fuser and lsof find a session by its path, and by the new one after a rename',
  { skip },
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', SHOW_KEYS);
    const host = String(hostOf((await programOf(box.path('s1'))) ?? 0));
    const run = (program: string, ...args: string[]): string =>
      execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    for (const name of ['s1', 's2']) {
      const socket = box.path(name);
      t.strictSame(listening(box.folder), [socket]);
      if (has(t, 'ss')) t.match(run('ss', '-xl'), `${socket} `);
      if (has(t, 'fuser')) t.match(run('fuser', socket).trim().split(/\s+/), [host]);
      if (has(t, 'lsof')) t.ok(run('lsof', '-t', socket).trim().split('\n').includes(host));
      if (name === 's1') t.equal((await box.run(['rename', 's1', 's2'])).status, 0);
    }
    fs.unlinkSync(box.path('s2'));
    process.kill(Number(host), 'SIGUSR1');
    await eventually(
      async () => (await programOf(box.path('s2'))) !== undefined,
      () => fs.readdirSync(box.folder),
    );
    await eventually(
      () => listening(box.folder).length === 1,
      () => listening(box.folder),
    );
  },
);

t.test('systemd-tmpfiles leaves an old session alone', { skip }, async (t) => {
  const box = new Sandbox(t);
  if (!has(t, 'systemd-tmpfiles')) return;
  const folder = box.path('aged');
  const env = { TDETACH_DIR: folder };
  for (const name of ['s1', 'before']) await box.create(name, SHOW_KEYS, { env });
  await box.session('before', folder).rename('s2');
  const sockets = ['s1', 's2'];
  if (has(t, 'dtach')) {
    execFileSync('dtach', ['-n', path.join(folder, 'dtach'), 'sleep', '1000']);
    sockets.unshift('dtach');
  }
  const past = Date.now() / 1000 - 20 * 24 * 3600;
  fs.writeFileSync(path.join(folder, 'litter'), '');
  for (const name of fs.readdirSync(folder)) fs.lutimesSync(path.join(folder, name), past, past);
  const rules = box.path('rules.conf');
  fs.writeFileSync(rules, `d ${folder} 0700 - - am:10d\n`);
  execFileSync('systemd-tmpfiles', ['--clean', rules], { stdio: 'ignore' });
  t.strictSame(fs.readdirSync(folder).sort(), sockets);
  for (const name of ['s1', 's2']) process.kill((await programOf(path.join(folder, name))) ?? 0, 'SIGKILL');
  if (sockets.includes('dtach')) {
    const [pid] = execFileSync('fuser', [path.join(folder, 'dtach')], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    process.kill(Number(pid), 'SIGTERM');
  }
});

t.test('a file system without hard links can hold sessions and their records', { skip }, async (t) => {
  const box = new Sandbox(t);
  if (!has(t, 'strace')) return;
  for (const error of ['EPERM', 'EOPNOTSUPP', 'ENOSYS']) {
    const inject = ['-e', 'trace=link,linkat', '-e', `inject=link,linkat:error=${error}`];
    const without = (...args: string[]): string =>
      execFileSync(
        'strace',
        ['-f', '-qq', '-o', '/dev/null', ...inject, process.execPath, EXECUTABLE, ...args],
        {
          env: { ...process.env, TDETACH_DIR: box.folder },
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
    t.match(without('run', error, '--', 'echo', 'through'), /through/);
    t.match((await box.session(error).screen()).lines.join('\n'), /through/);
  }
});
