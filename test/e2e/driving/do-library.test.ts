// Command lines in a running shell, through the library and through `tdetach control`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import type { Session } from '../../../src/library/session.ts';
import { connect } from '../../../src/library/connect.ts';
import { EXECUTABLE, Sandbox } from '../../support/sandbox.ts';

/** A session of bash that marks its prompts. */
async function bash(box: Sandbox): Promise<Session> {
  await box.run(['-n', 's1', '--shell-integration', 'bash']);
  return connect('s1', { folder: box.folder });
}

t.test('do returns the output and the status of a command line', async (t) => {
  const session = await bash(new Sandbox(t));
  t.match(await session.do('echo one; (exit 7)'), { status: 7, output: 'one\n', cut: false, missed: 0 });
  const { output, seq, durationMs } = await session.do('printf "a\\nb"');
  t.equal(output, 'a\nb');
  t.ok(durationMs >= 0);
  t.equal((await session.screen()).seq, seq);
});

t.test('do fails for a busy shell, at its timeout, and at the end of the session', async (t) => {
  const box = new Sandbox(t);
  const session = await bash(box);
  await t.rejects(session.do(' '), { code: 'bad-argument' });
  await t.rejects(session.do('true', { timeoutMs: -1 }), { code: 'bad-argument' });
  const busy = session.do('read -r line');
  await session.wait({ text: 'read -r line' });
  await t.rejects(session.do('true'), { code: 'refused' }, 'its shell is not at a prompt');
  await session.send({ keys: ['Enter'] });
  t.match(await busy, { status: 0 });
  await t.rejects(session.do('sleep 1000', { timeoutMs: 300 }), { code: 'timed-out' });
  await session.send({ keys: ['C-c'] });
  await session.wait({ prompt: true });
  await t.rejects(session.do('exit 3'), { code: 'ended-waiting', unmet: { end: { status: 3, signal: 0 } } });
});

/** The answer of `tdetach control` to one request. */
async function answer(box: Sandbox, method: string, params: object): Promise<unknown> {
  const env = { PATH: process.env['PATH'], TDETACH_DIR: box.folder };
  const child = spawn(process.execPath, [EXECUTABLE, 'control'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (part: Buffer) => (told += part.toString()));
  child.stdin.end(`${JSON.stringify({ id: 1, method, params: { session: 's1', ...params } })}\n`);
  await once(child, 'close');
  return JSON.parse(told) as unknown;
}

t.test('control runs command lines', async (t) => {
  const box = new Sandbox(t);
  await bash(box);
  const told = await answer(box, 'do', { line: 'echo two; false' });
  t.match(told, { id: 1, result: { status: 1, output: 'two\n', cut: false } });
});

t.test('control sends the mouse', async (t) => {
  const box = new Sandbox(t);
  const show = "stty raw -echo; printf '\\033[?1000h\\033[?1006h[ Save ]READY'; exec cat -v";
  await box.run(['-n', 's1', 'sh', '-c', show]);
  await box.run(['wait', 's1', '--text', 'READY']);
  const mouse = [
    { kind: 'click', at: { text: 'Save' }, button: 'left' },
    { kind: 'wheel', steps: -1, at: { row: 1, column: 3 } },
  ];
  const told = await answer(box, 'sendAndWait', {
    mouse,
    wait: { text: '^[[<65;4;2M' },
    timeoutMs: 9_000,
  });
  t.match(told, { result: { waited: { match: String } } });
  const { stdout } = await box.run(['screen', 's1']);
  t.match(stdout.toString(), '[ Save ]READY^[[<0;3;1M^[[<0;3;1m^[[<65;4;2M');
  for (const wrong of [[{ kind: 'click', at: {} }], [{ kind: 'drag' }], 'left', [{ kind: 'wheel' }]]) {
    const refused = await answer(box, 'send', { mouse: wrong });
    t.match(refused, { error: { code: 'bad-argument', message: /mouse is .*: give a list of clicks/ } });
  }
});
