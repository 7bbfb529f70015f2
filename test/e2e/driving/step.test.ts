// One call a step: tdetach send with the conditions of a wait, and waits for several conditions and
// in several sessions.
import fs from 'node:fs';
import t from 'tap';
import { locate } from '../../../src/base/address/address.ts';
import { Conversation } from '../../../src/control/reading/request.ts';
import { Sandbox } from '../../support/sandbox.ts';
import type { Result } from '../../support/sandbox.ts';
import { installed } from '../../support/pane.ts';

const json = ({ stdout, stderr }: Result): Record<string, unknown> => {
  if (stdout.length === 0) throw new Error(stderr);
  return JSON.parse(stdout.toString()) as Record<string, unknown>;
};

/**
 * Shells and interpreters; each command line contains the word that its answer is recognised by.
 */
const PROGRAMS: readonly { command: readonly string[]; line: (file: string) => string }[] = [
  ...[['bash', '--norc'], ['dash'], ['zsh', '-f'], ['fish', '--no-config']].map((command) => ({
    command,
    line: (file: string) => `sleep 0.05; : > ${file}; echo DONE`,
  })),
  {
    command: ['python3', '-q'],
    line: (file) => `__import__("time").sleep(0.05); open("${file}", "w").close(); print("DONE")`,
  },
];

for (const { command, line } of PROGRAMS) {
  const [name = ''] = command;
  t.test(
    `${name}: the echo does not count as the answer`,
    { skip: !installed(name) && `${name} is not installed` },
    async (t) => {
      const box = new Sandbox(t);
      await box.create('s1', command, { sizing: { cols: 60, rows: 12 }, env: { HOME: box.folder } });
      await box.session('s1').wait({ regex: /[$#%>] $/m, timeoutMs: 20_000 });
      for (let round = 0; round < 2; round++) {
        const file = box.path(`done-${round}`);
        // The second round has no pace: the text may be typed before the prompt comes.
        const pace = round < 1 ? [] : ['--pace', '0'];
        const sent = await box.run([
          ...['send', 's1', line(file), '--enter', ...pace],
          ...['--wait-text', 'DONE', '--timeout', '20s', '--json'],
        ]);
        t.match(json(sent), { waited: { match: 'DONE' } });
        t.ok(fs.existsSync(file), `round ${round}: the program has answered`);
      }
      const since = await box.session('s1').send({ text: line(box.path('last')), keys: ['Enter'] });
      await box.session('s1').wait({ idleMs: 10, since, timeoutMs: 20_000 });
      t.ok(fs.existsSync(box.path('last')), 'quiet counts from the answer');
    },
  );
}

t.test('send waits, and prints the screen', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh'], { sizing: { cols: 40, rows: 6 } });
  await box.session('s1').wait({ text: '$ ' });
  const wait = ['--wait-regex', '^(passed|failed) (?<count>\\d+)', '--timeout', '20s'];
  const sent = await box.run(['send', 's1', 'echo passed 12', '--enter', ...wait, '--screen', '--json']);
  const { seq, waited, screen } = json(sent) as { seq: number; waited: { seq: number }; screen: object };
  t.match(waited, { match: 'passed 12', captures: ['passed', '12'], groups: { count: '12' } });
  t.ok(waited.seq > seq);
  t.match(screen, { state: 'live', lines: [/echo passed 12$/, 'passed 12'] });
  const plain = await box.run(['send', 's1', 'echo failed 3', '--enter', ...wait, '--seq']);
  t.match(plain.stdout.toString(), /^\d+\nfailed 3\n$/);
  const looked = await box.run(['send', 's1', 'true', '--enter', '--wait-stable', '100ms', '--screen']);
  t.match(looked.stdout.toString(), /failed 3\n\$ true\n\$ ?\n$/);
  const end = await box.run(['send', 's1', 'exit 7', '--enter', '--wait-exit']);
  t.equal(end.status, 7);
});

t.test('--styles tells what the screen looks like after a step', async (t) => {
  const box = new Sandbox(t);
  const menu = 'read x; printf "\\033[7mone\\033[m two"; read x; exit 3';
  await box.create('s1', ['sh', '-c', menu], { sizing: { cols: 12, rows: 4 } });
  const sent = ['send', 's1', '--enter', '--screen', '--styles', '--json', '--timeout', '20s'];
  const styles = [{ row: 1, column: 0, width: 3, text: 'one', inverse: true }];
  const screen = { lines: ['', 'one two'], styles };
  t.match(json(await box.run([...sent, '--wait-text', 'two'])), { screen });
  const ended = await box.run([...sent, '--wait-exit']);
  t.match(json(ended), { screen: { ...screen, state: 'ended' } }, 'of a session that has ended, too');
  const alone = await box.run(['send', 's1', '--enter', '--styles', '--json']);
  t.equal(alone.status, 125);
  t.match(alone.stderr, /^tdetach: --styles goes with --screen --json/);
});

t.test('a stable screen, text that is gone, titles and bells can be waited for', async (t) => {
  const box = new Sandbox(t);
  const script = [
    'printf "Working\\033]2;first\\007"; read x; printf "\\033[H\\033[J\\033]2;second\\007\\007"',
    'while :; do printf "\\r* same"; sleep 0.02; done',
  ].join('; ');
  await box.create('s1', ['sh', '-c', script]);
  t.equal(
    (await box.run(['wait', 's1', '--text', 'Working', '--title', 'fir', '--timeout', '20s'])).status,
    0,
  );
  const early = await box.run([
    'wait',
    's1',
    '--gone',
    'Working',
    '--title',
    'second',
    '--timeout',
    '300ms',
    '--json',
  ]);
  t.equal(early.status, 124);
  t.match(
    early.stderr,
    /out of time after 0.3 s: waited for "Working" to be gone and "second" in the title; its output/,
  );
  t.match(json(early), {
    name: 's1',
    timedOut: true,
    quietMs: Number,
    screen: { lines: ['Working'], title: 'first' },
  });
  const all = ['--wait-gone', 'Working', '--wait-title', 'second', '--wait-bell', '--wait-stable', '300ms'];
  t.equal((await box.run(['send', 's1', '--enter', ...all, '--timeout', '20s'])).status, 0);
  const busy = await box.run(['wait', 's1', '--idle', '200ms', '--timeout', '500ms']);
  t.equal(busy.status, 124);
  t.equal(busy.stdout.toString(), '* same\n', 'the screen at the end of the time');
});

t.test('several sessions can be waited for, all of them or the first', async (t) => {
  const box = new Sandbox(t);
  for (const name of ['a', 'b']) await box.create(name, ['sh', '-c', `read x; echo ${name} says; exit 3`]);
  const any = box.run(['wait', 'a', 'b', '--exit', '--any', '--timeout', '20s']);
  await box.session('b').send({ keys: ['Enter'] });
  const { status, stdout } = await any;
  t.strictSame([status, stdout.toString()], [3, 'b\n']);
  await box.session('a').send({ keys: ['Enter'] });
  const all = await box.run(['wait', 'a', 'b', '--exit', '--text', 'says', '--timeout', '20s', '--json']);
  t.equal(all.status, 3);
  const lines = all.stdout.toString().trim().split('\n');
  t.match(
    lines.map((line) => JSON.parse(line) as unknown),
    [
      { name: 'a', match: 'says', status: 3 },
      { name: 'b', match: 'says', status: 3 },
    ],
  );
});

t.test('a session that ends during the wait gives status 123', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'read x; exit 4']);
  const sent = await box.run(['send', 's1', 'x', '--enter', '--wait-text', 'never', '--json']);
  t.equal(sent.status, 123);
  t.match(
    sent.stderr,
    /^tdetach: s1 has ended, with status 4: waited for the text "never"; tdetach screen s1/,
  );
  t.match(json(sent), { name: 's1', timedOut: false, status: 4, signal: 0, screen: { state: 'ended' } });
});

t.test('the program waits for a step to follow it, so that no part of a flood is missed', async (t) => {
  const box = new Sandbox(t);
  const flood = 'yes 0123456789012345678901234567890123456789 | head -c 3000000';
  const script = `stty -echo; echo READY; read x; ${flood}; echo needle; ${flood}; echo END; exec sleep 1000`;
  const session = await box.create('s1', ['sh', '-c', script]);
  await session.wait({ text: 'READY' });
  const missed = await Conversation.with(locate(box.path('s1'), {}, false), async (host) => {
    const { output: since } = await host.ask('type', { bytes: Buffer.from('\n'), pace: true });
    // Time for the flood to go by: more round trips than it takes.
    for (let round = 0; round < 200; round++) await host.ask('status');
    let [lost, last] = [0, ''];
    await new Promise<void>((resolve, reject) => {
      const take = (part: unknown): void => {
        const { bytes, missed: gone } = part as { bytes: Buffer; missed: number };
        lost += gone;
        last = (last + bytes.toString('latin1')).slice(-100);
        if (last.endsWith('END\r\n')) resolve();
      };
      host.each('output', { since, follow: true, pace: true }, take, Infinity).catch(reject);
    });
    return lost;
  });
  t.equal(missed, 0);
});

t.test('text that is typed without an echo and then printed counts as the answer', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'stty -echo; echo ready; while read x; do echo "$x"; done']);
  const session = box.session('s1');
  await session.wait({ text: 'ready' });
  for (const text of ['hello', 'hello again']) {
    const typed = { text, keys: ['Enter'] as const };
    const { waited } = await session.sendAndWait({ ...typed, timeoutMs: 20_000 }, { text });
    t.match(waited, { match: text });
  }
});
