// How command lines are read, and -N.
import t from 'tap';
import { readCommandLine } from '../../../src/cli/reading/options.ts';
import { Sandbox, eventually, programOf } from '../../support/sandbox.ts';

t.test('options after the command belong to the command', async (t) => {
  const box = new Sandbox(t);
  const lines: readonly (readonly string[])[] = [
    ['-q', '-c', 's1', 'echo', '-a', '-e', 'x', '--help'],
    ['-c', 's1', '-q', 'echo', '-a', '-e', 'x', '--help'],
    ['-c', '-q', 's1', 'echo', '-a', '-e', 'x', '--help'],
    ['-c', 's1', '-q', '--', 'echo', '-a', '-e', 'x', '--help'],
    ['-e', '^A', '--create', 's1', '-qz', 'echo', '-a', '-e', 'x', '--help'],
    ['--create=s1', '-q', 'echo', '-a', '-e', 'x', '--help'],
    ['-qc', 's1', 'echo', '-a', '-e', 'x', '--help'],
  ];
  for (const line of lines) {
    const read = await readCommandLine(line);
    const expected = { mode: 'create', session: 's1', quiet: true };
    t.match(read, { ...expected, command: ['echo', '-a', '-e', 'x', '--help'] }, line.join(' '));
  }
  // The first and the most complicated of them, in the executable.
  for (const line of [lines[0] ?? [], lines[4] ?? []]) {
    const terminal = box.terminal(line);
    t.equal(await terminal.status(), 0);
    t.equal(terminal.text, '-a -e x --help\r\n', line.join(' '));
  }
});

t.test('without a command the session runs $SHELL', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-q', '-c', 's1'], { env: { SHELL: '/bin/pwd' } });
  t.equal(await terminal.status(), 0);
  t.equal(terminal.text, `${box.folder}\r\n`);
});

t.test('an option may stand between the mode and the session', async (t) => {
  const box = new Sandbox(t);
  const created = box.terminal(['-c', '-q', 's1'], { env: { SHELL: '/bin/pwd' } });
  t.equal(await created.status(), 0);
  t.equal(created.text, `${box.folder}\r\n`);
  const attached = box.terminal(['-a', '-r', 'none', 's1']);
  t.equal(await attached.status(), 125);
  t.match(attached.text, /s1 has ended, with status 0, /);
});

t.test('--help and --version touch no files', async (t) => {
  const box = new Sandbox(t);
  const help = await box.run(['--help'], { env: { TDETACH_DIR: '/no/where' } });
  t.strictSame([help.status, help.stderr], [0, '']);
  t.match(help.stdout.toString(), /-c, --create/);
  const version = await box.run(['--version'], { env: { TDETACH_DIR: '/no/where' } });
  t.strictSame([version.status, version.stderr], [0, '']);
  t.match(version.stdout.toString(), /^\d+\.\d+\.\d+\n$/);
});

t.test('-N stays in the foreground and ends with the status of the program', async (t) => {
  const box = new Sandbox(t);
  const host = box.run(['-N', 's1', 'sh', '-c', 'read x; exit 9']);
  await eventually(
    async () => (await programOf(box.path('s1'))) !== undefined,
    () => 'no host',
  );
  const client = box.terminal(['-a', 's1']);
  await client.ready();
  client.type('\r');
  t.equal(await client.status(), 9);
  t.equal((await host).status, 9);
});
