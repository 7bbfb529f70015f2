// The runner of the tests says what failed, and leaves no process behind.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { Sandbox, eventually } from './support/sandbox.ts';

const RUNNER = fileURLToPath(new URL('run.js', import.meta.url));

t.test('the runner runs the files that are named, and counts their checks', (t) => {
  const { status, stdout } = spawnSync(process.execPath, [RUNNER, 'cli/duration'], { encoding: 'utf8' });
  t.equal(status, 0);
  t.match(
    stdout,
    /^ok cli\/duration\.test\.js: (\d+) checks, [\d.]+ s \[1 of 1\]\n\n1 files in \d+ s: \1 checks, 0 failed, 0 skipped\n$/,
  );
  t.end();
});

t.test('the runner fails if no file has the name', (t) => {
  const { status, stderr } = spawnSync(process.execPath, [RUNNER, 'no-such-file'], { encoding: 'utf8' });
  t.equal(status, 1);
  t.match(stderr, /no test file has no-such-file in its name/);
  t.end();
});

const programs: Readonly<Record<string, readonly [program: string, expected: RegExp]>> = {
  'a check that fails': [
    `import t from '${import.meta.resolve('tap')}';
    t.ok(true, ['this', 'holds'].join(' '));
    t.equal(1, 2, 'one is two');`,
    /failed: own\.test\.js\n[^]*not ok 2 - one is two[^]*\n1 files in \d+ s: 2 checks, 1 failed, 0 skipped\n$/,
  ],
  'a file that ends too early': ['process.exit(0);', /not ok own\.test\.js: 0 checks/],
  'a file that is killed': ["process.kill(process.pid, 'SIGKILL');", /not ok [^]*, ended with SIGKILL\n/],
};

for (const [what, [program, expected]] of Object.entries(programs))
  t.test(`the runner reports ${what}`, (t) => {
    const box = new Sandbox(t);
    const folder = box.path('tests');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'own.test.js'), program);
    fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    const env = { ...process.env, TDETACH_TESTS: folder };
    const { status, stdout } = spawnSync(process.execPath, [RUNNER], { encoding: 'utf8', env });
    t.equal(status, 1);
    t.match(stdout, expected);
    t.notMatch(stdout, /this holds/, 'nothing of what went well');
    t.end();
  });

t.test('a runner that is ended ends the processes of the tests, even stopped ones', async (t) => {
  const box = new Sandbox(t);
  const folder = box.path('tests');
  fs.mkdirSync(folder);
  const noted = box.path('pid');
  const program = `
    import { spawn } from 'node:child_process';
    import fs from 'node:fs';
    const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    process.kill(child.pid, 'SIGSTOP');
    fs.writeFileSync(${JSON.stringify(noted)}, String(child.pid));
    setInterval(() => undefined, 1000);`;
  fs.writeFileSync(path.join(folder, 'own.test.mjs'), program);
  fs.writeFileSync(path.join(folder, 'own.test.js'), "import('./own.test.mjs');");
  const runner = spawn(process.execPath, [RUNNER], { env: { ...process.env, TDETACH_TESTS: folder } });
  await eventually(
    () => fs.existsSync(noted) && fs.readFileSync(noted, 'utf8') !== '',
    () => 'no process was started',
  );
  const pid = Number(fs.readFileSync(noted, 'utf8'));
  const ended = once(runner, 'exit');
  runner.kill('SIGTERM');
  t.strictSame(await ended, [143, null]);
  await eventually(
    () => !fs.existsSync(`/proc/${pid}`) || fs.readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z '),
    () => `${pid} is there`,
  );
});
