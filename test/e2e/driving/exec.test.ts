// tdetach exec runs another program in the environment of a session.
import fs from 'node:fs';
import t from 'tap';
import { mistake } from '../../support/mistake.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';

t.test(
  'the command has the environment of the program, and the folder of the foreground program',
  async (t) => {
    const box = new Sandbox(t);
    fs.mkdirSync(box.path('below'));
    const env = { WORD: 'of the session', CALLER: '' };
    await box.create('s1', ['sh', '-c', 'cd below; printf ready; exec sleep 1000'], { env });
    await box.session('s1').wait({ text: 'ready' });
    const script = 'pwd; echo "$WORD"; echo "$TDETACH_SESSION"; echo "err" >&2; exit 7';
    const here = { env: { WORD: 'of the caller' } };
    const { status, stdout, stderr } = await box.run(['exec', 's1', '--', 'sh', '-c', script], here);
    const lines = `${box.path('below')}\nof the session\n`;
    t.strictSame([status, stdout.toString().slice(0, lines.length), stderr], [7, lines, 'err\n']);
  },
);

t.test('-i passes standard input on, and without it none is read', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const input = Buffer.from('some input');
  t.equal((await box.run(['exec', 's1', '-i', 'cat'], { input })).stdout.toString(), 'some input');
  t.equal((await box.run(['exec', 's1', 'cat'], { input })).stdout.toString(), '');
});

t.test("the status of a signal or of a command that cannot be started is the shell's", async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  t.equal((await box.run(['exec', 's1', 'sh', '-c', 'kill -9 $$'])).status, 128 + 9);
  const missing = await box.run(['exec', 's1', 'no-such-command']);
  t.strictSame(missing.status, 127);
  t.match(missing.stderr, /no-such-command cannot be started: .*ENOENT/);
  fs.writeFileSync(box.path('plain'), '');
  t.equal((await box.run(['exec', 's1', box.path('plain')])).status, 126);
  const wrong: [string[], RegExp][] = [
    [['exec'], /exec needs a session/],
    [['exec', 's1'], /exec needs a command after the session/],
    [['exec', 's2', 'true'], /there is no session s2/],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = await mistake(box, args);
    t.equal(status, 125);
    t.match(stderr, message);
  }
});

t.test('on a terminal Ctrl-C reaches the command, and its status counts', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const script = 'trap "echo caught; exit 5" INT; echo waits; while :; do sleep 0.05; done';
  const terminal = box.terminal(['exec', 's1', '-i', 'sh', '-c', script]);
  await terminal.until('waits');
  terminal.type('\x03');
  await terminal.until('caught');
  t.equal(await terminal.status(), 5);
});

t.test('a signal to exec is passed on to the command', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const script = 'trap "echo caught; exit 6" TERM; echo $PPID > parent; while :; do sleep 0.05; done';
  const running = box.run(['exec', 's1', 'sh', '-c', script]);
  const parent = (): number =>
    Number(fs.existsSync(box.path('parent')) && fs.readFileSync(box.path('parent'), 'utf8'));
  await eventually(() => parent() > 0, parent);
  process.kill(parent(), 'SIGTERM');
  const { status, stdout } = await running;
  t.strictSame([status, stdout.toString()], [6, 'caught\n']);
});
