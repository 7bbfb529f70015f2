// Waiting for a regular expression that takes for ever: the time limit holds, and a signal ends the
// wait.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { ticks } from '../../support/leftovers.ts';
import { EXECUTABLE, Sandbox, eventually } from '../../support/sandbox.ts';
import { Session } from '../../../src/library/session.ts';

/** Expressions whose number of attempts grows exponentially if the text nearly matches. */
const ENDLESS = ['^(a+)+$', '(a|aa)+$', '(\\w+\\s?)*:$'];

/** Prints a line that nearly matches each of them. */
const LINE = ['sh', '-c', 'printf "%060d!\\n" 0 | tr 0 a; exec cat'];

const ms = async (work: Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work;
  return performance.now() - began;
};

t.test('a wait for a regular expression ends in time, whatever the expression', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', LINE);
  await box.session('s1').wait({ text: '!' });
  for (const regex of ENDLESS) {
    for (const since of [[], ['--since', '0']]) {
      const args = ['wait', 's1', '--regex', regex, ...since, '--timeout', '400ms'];
      const { status, stderr } = await box.run(args);
      t.equal(status, 124, args.join(' '));
      const words = `tdetach: s1: out of time after 0.4 s: waited for the regular expression /${regex}/; its output`;
      t.ok(stderr.startsWith(words), stderr);
    }
  }
  t.equal((await box.run(['wait', 's1', '--regex', '^a+!$', '--timeout', '120s'])).status, 0);
});

t.test(
  'output during the wait, and output of ended sessions, are searched within the time limit',
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['cat']);
    const waiting = box.run(['wait', 's1', '--regex', '^(a+)+$', '--timeout', '1s']);
    await box.session('s1').send({ text: `${'a'.repeat(60)}!`, keys: ['Enter'] });
    t.equal((await waiting).status, 124);
    await box.create('s2', ['sh', '-c', 'printf "%060d!\\n" 0 | tr 0 a']);
    await box.session('s2').wait({ exit: true });
    for (const since of [[], ['--since', '0']]) {
      const left = await box.run(['wait', 's2', '--regex', '^(a+)+$', ...since, '--timeout', '500ms']);
      t.equal(left.status, 124, left.stderr);
    }
  },
);

t.test('a search without a time limit ends at once at a signal', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', LINE);
  await box.session('s1').wait({ text: '!' });
  const env = { ...process.env, TDETACH_DIR: box.folder };
  // Without the hooks that the test runner loads into every Node, because they handle signals.
  const command = ['-u', 'NODE_OPTIONS', process.execPath, EXECUTABLE, 'wait', 's1', '--regex', '^(a+)+$'];
  const interrupted = spawn('env', command, { env });
  const exited = once(interrupted, 'exit');
  // The search takes a whole processor; starting takes only a small part of this time.
  await eventually(
    () => ticks(interrupted.pid ?? 0) > 60,
    () => 'it does not search',
  );
  interrupted.kill('SIGTERM');
  const [, signal] = (await exited) as [number | null, string];
  t.equal(signal, 'SIGTERM');
});

t.test('the library does not block its process beyond the timeout', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', LINE);
  const session = Session.named('s1', { folder: box.folder });
  await session.wait({ text: '!' });
  const waiting = session.wait({ regex: /^(a+)+$/m, timeoutMs: 500 });
  const took = await ms(t.rejects(waiting, { code: 'timed-out' }));
  t.ok(took < 60_000, `${took} ms`);
  t.equal((await session.wait({ regex: /a+!/g, timeoutMs: 120_000 })).match, `${'a'.repeat(60)}!`);
});
