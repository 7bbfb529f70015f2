// A program's environment and folder, as the command line and the library give them.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { programEnvironment } from '../../../src/base/launch/program-environment.ts';
import type { Change } from '../../../src/base/launch/program-environment.ts';
import { mistake } from '../../support/mistake.ts';
import { EXECUTABLE, Sandbox, eventually } from '../../support/sandbox.ts';

/** The environment of a program that `run` starts. */
async function environment(
  box: Sandbox,
  options: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { stdout, stderr, status } = await box.run(['run', 's', ...options, '--', 'env', '-0'], { env });
  if (status !== 0) throw new Error(stderr);
  const pairs = stdout
    .toString()
    .split('\0')
    .filter((one) => one.includes('='));
  return Object.fromEntries(
    pairs.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  );
}

t.test('LINES and COLUMNS of the caller do not reach the program', async (t) => {
  const box = new Sandbox(t);
  const env = await environment(box, [], { LINES: '10', COLUMNS: '40' });
  t.strictSame([env['LINES'], env['COLUMNS']], [undefined, undefined]);
  const given = await environment(box, ['--env', 'LINES=10'], { COLUMNS: '40' });
  t.strictSame([given['LINES'], given['COLUMNS']], ['10', undefined], 'unless it is asked for');
  const terminal = box.terminal(['-c', 'c', 'sh', '-c', 'echo "($LINES)($COLUMNS)"; stty size'], {
    env: { LINES: '10', COLUMNS: '40' },
  });
  await terminal.until('()()');
  await terminal.until('24 80');
  await terminal.status();
});

t.test('if no terminal creates the session, TERM names a terminal that can draw', async (t) => {
  const box = new Sandbox(t);
  t.equal((await environment(box, [], { TERM: 'dumb' }))['TERM'], 'xterm-256color');
  const termOf = (TERM: string, ...changes: Change[]): string | undefined =>
    programEnvironment({ given: { TERM }, onTerminal: false, changes }, undefined)['TERM'];
  t.equal(termOf(''), 'xterm-256color', 'an empty one');
  t.equal((await environment(box, ['--env', 'TERM']))['TERM'], undefined, 'it can be removed');
  t.equal(termOf('xterm', { name: 'TERM', value: 'dumb' }), 'dumb', 'and given');
  t.equal(termOf('vt100'), 'vt100', 'another one stays');
  const terminal = box.terminal(['-c', 'c', 'sh', '-c', 'echo "<$TERM>"'], { env: { TERM: 'dumb' } });
  await terminal.until('<dumb>');
  await terminal.status();
});

t.test('--env sets and removes variables, in every mode that creates', async (t) => {
  const box = new Sandbox(t);
  const env = await environment(box, ['--env', 'A=1=2', '--env', 'B=', '--env', 'PS1', '--env', 'A=3']);
  t.strictSame([env['A'], env['B'], env['PS1']], ['3', '', undefined]);
  for (const mode of ['-c', '-A']) {
    const terminal = box.terminal([mode, `s${mode}`, '--env', 'A=a b', '-q', 'sh', '-c', 'echo "<$A>"']);
    await terminal.until('<a b>');
    await terminal.status();
  }
  const script = 'echo "$A$B" >"$1.new"; mv "$1.new" "$1"';
  const modes = {
    '-n': ['-n', '--env', 'A=1', 'n', '--env=B=2'],
    '-N': ['--env', 'A=1', '-N', 'f', '--env', 'B=2'],
  };
  for (const [mode, args] of Object.entries(modes)) {
    const file = box.path(`seen${mode}`);
    t.equal((await box.run([...args, 'sh', '-c', script, 'sh', file])).status, 0);
    while (!fs.existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
    t.equal(fs.readFileSync(file, 'utf8'), '12\n', `${mode}, before and after the session`);
  }
  for (const bad of ['=x', '=']) {
    const { status, stderr } = await mistake(box, ['-n', 'x', '--env', bad, 'true']);
    t.strictSame(
      [status, stderr.split(';')[0]],
      [125, `tdetach: bad variable "${bad}": give NAME=VALUE, or NAME`],
    );
  }
  const refused = await mistake(box, ['-a', 'x', '--env', 'A=1']);
  t.match(refused.stderr, '--env goes with -c, -A, -n and -N');
});

t.test('--cwd sets the folder of the program', async (t) => {
  const box = new Sandbox(t);
  fs.mkdirSync(box.path('inner folder'));
  const show = ['sh', '-c', 'pwd; echo "$PWD"; pwd -P'];
  for (const folder of ['inner folder', box.path('inner folder'), './inner folder/../inner folder']) {
    const { stdout } = await box.run(['run', 's', '--cwd', folder, '--', ...show]);
    t.strictSame(stdout.toString().trim().split('\r\n'), Array(3).fill(box.path('inner folder')), folder);
  }
  const env = await environment(box, ['--cwd', '/', '--env', 'PWD=/x']);
  t.equal(env['PWD'], '/x', 'PWD as it is given');
  const relative = await box.run(['run', 's', '--cwd', 'inner folder', './here']);
  t.equal(relative.status, 127, 'a command is looked for there');
  t.match(relative.stderr, './here: command not found');
});

t.test('a folder that a program cannot be in is an error before anything is made', async (t) => {
  const box = new Sandbox(t);
  fs.writeFileSync(box.path('file'), '');
  const env = { TDETACH_DIR: box.path('sessions') };
  const expected = {
    [box.path('none')]: `tdetach: the working folder ${box.path('none')} does not exist: give another one\n`,
    none: `tdetach: the working folder ${box.path('none')} does not exist: give another one\n`,
    file: `tdetach: the working folder ${box.path('file')} is not a folder: give another one\n`,
  };
  for (const [cwd, message] of Object.entries(expected)) {
    for (const mode of [
      ['-n', 's'],
      ['-N', 's'],
      ['run', 's'],
    ]) {
      const args = [...mode, '--cwd', cwd, 'sleep', '1000'];
      const said = cwd === 'none' ? box.run(args, { env }) : mistake(box, args, env.TDETACH_DIR);
      const { status, stderr } = await said;
      t.strictSame([status, stderr], [125, message], mode.join(' '));
    }
  }
  t.match((await mistake(box, ['-n', 's', '--cwd', '', 'true'])).stderr, '--cwd needs the name of a folder');
  t.strictSame(fs.readdirSync(box.folder), ['file'], 'nothing was made');
});

t.test('a working folder that cannot be passed on is an error', (t) => {
  const box = new Sandbox(t);
  const said = (prepare: string, ...options: string[]): string => {
    const script = `unset NODE_OPTIONS; ${prepare}; "$0" "$@" 2>&1; true`;
    const args = ['-c', script, process.execPath, EXECUTABLE, ...options, '-n', 'x', 'true'];
    const env = { PATH: process.env['PATH'], TDETACH_DIR: box.folder };
    return execFileSync('/bin/sh', args, { cwd: box.folder, encoding: 'latin1', env });
  };
  const odd = `d=$(printf 'a\\377b'); mkdir -p "$d"; cd "$d"`;
  t.match(said(odd), 'the working folder cannot be passed on, as its name is not UTF-8');
  t.match(
    said('mkdir gone; cd gone; rmdir ../gone'),
    'the working folder is gone: change to another one first',
  );
  t.notOk(fs.existsSync(box.path('x')));
  t.equal(said(odd, '--cwd', '/'), '', 'another one will do');
  t.end();
});

t.test('a session can follow --, and a command can begin with what looks like a mode', async (t) => {
  const box = new Sandbox(t);
  const created: readonly (readonly string[])[] = [
    ['-n', '--', 's1', 'cat', '-u'],
    ['-q', '-n', '--', 's1', '--', 'cat'],
    ['--new', '--', 's1', 'sh', '-c', 'exec cat -- -'],
  ];
  for (const args of created) {
    const { status, stderr } = await box.run(args);
    t.strictSame([status, stderr], [0, ''], args.join(' '));
    t.ok((await box.session('s1').status()).pid > 0);
    await box.session('s1').kill({ wait: true });
  }
  await box.create('s1', ['cat']);
  t.equal((await box.run(['list', '--', 's1'])).status, 0);
  t.equal((await box.run(['kill', '--wait', '--', 's1'])).status, 0);
  const { status } = await box.run(['run', '--', 'r', 'sh', '-c', 'exit 7']);
  t.equal(status, 7);
  const { stderr } = await box.run(['kill', '--', '-none']);
  t.match(stderr, /there is no session -none in /);
  const command = await box.run(['run', 's', '--', 'sh', '-c', 'echo "$0 $1"', '-n', '--']);
  t.equal(command.stdout.toString(), '-n --\r\n', 'a command keeps what looks like a mode');
});

t.test('a search path without a node is reported', (t) => {
  const box = new Sandbox(t);
  const bin = box.path('bin');
  fs.mkdirSync(bin);
  fs.symlinkSync(EXECUTABLE, path.join(bin, 'tdetach'));
  try {
    execFileSync(path.join(bin, 'tdetach'), ['list'], { env: { PATH: bin }, stdio: 'pipe' });
    t.fail('it ran');
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    t.strictSame(
      [status, stderr.toString()],
      [125, 'tdetach: there is no node in the search path: install Node.js\n'],
    );
  }
  t.end();
});

t.test('a host and its program keep no descriptor of the caller', async (t) => {
  const box = new Sandbox(t);
  const open = ['3>"$1"', '9>"$1"', '10>"$1"', '200>"$1"', '3>"$1" 5>"$1" 7>"$1" 9>"$1" 10>"$1" 11>"$1"'];
  for (const [index, descriptors] of open.entries()) {
    const [name, lock] = [`n${index}`, box.path(`lock${index}`)];
    const script = `exec ${descriptors}; flock -x 9 2>/dev/null || flock -x 3 2>/dev/null || flock -x 10 2>/dev/null || flock -x 200; shift; exec "$@"`;
    const bin = path.dirname(process.execPath);
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, TDETACH_DIR: box.folder };
    const program = ['sh', '-c', 'ls -m /proc/$$/fd; echo END; cat'];
    const creator = spawn('bash', ['-c', script, 'sh', lock, EXECUTABLE, '-n', name, ...program], {
      stdio: 'ignore',
      env,
    });
    const [status] = (await once(creator, 'exit')) as [number];
    t.equal(status, 0);
    t.doesNotThrow(() => execFileSync('flock', ['-n', lock, 'true']), `the lock of ${descriptors} is free`);
    await box.session(name).wait({ text: 'END' });
    t.strictSame((await box.session(name).screen()).lines.slice(0, 2), ['0, 1, 2', 'END'], descriptors);
    await box.session(name).kill();
  }
});

t.test('-N keeps a lock of its caller, and its program gets no descriptor', async (t) => {
  const box = new Sandbox(t);
  const script = `exec 9>"$1" 200>"$2"; flock 9; flock 200; shift 2; exec "$@"`;
  const show = '(ls -m /proc/$$/fd >"$1.new"); mv "$1.new" "$1"; read -r line <"$2"';
  execFileSync('mkfifo', [box.path('end')]);
  const program = ['sh', '-c', show, 'sh', box.path('seen'), box.path('end')];
  for (const launcher of [[EXECUTABLE], [process.execPath, EXECUTABLE]]) {
    fs.rmSync(box.path('seen'), { force: true });
    const args = ['-c', script, 'sh', box.path('low'), box.path('high'), ...launcher, '-N', 'n', ...program];
    const bin = path.dirname(process.execPath);
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, TDETACH_DIR: box.folder };
    const host = spawn('bash', args, { stdio: 'ignore', env });
    await eventually(
      () => fs.existsSync(box.path('seen')),
      () => fs.readdirSync(box.folder),
    );
    t.equal(fs.readFileSync(box.path('seen'), 'utf8'), '0, 1, 2\n');
    t.throws(() => execFileSync('flock', ['-n', box.path('low'), 'true']), 'the lock is held');
    fs.writeFileSync(box.path('end'), '\n');
    const [status] = (await once(host, 'exit')) as [number];
    t.equal(status, 0);
  }
});
