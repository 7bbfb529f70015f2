// tdetach wait for a text: on the screen, in the history, after a sequence number, and as it comes.
import t from 'tap';
import { Sandbox } from '../../support/sandbox.ts';
import type { Result } from '../../support/sandbox.ts';
import { beginning } from '../../support/waiting.ts';

interface Found {
  readonly match: string;
  readonly seq: number;
}

const json = ({ stdout, stderr }: Result): Found => {
  if (stdout.length === 0) throw new Error(stderr);
  return JSON.parse(stdout.toString()) as Found;
};

/** Types a line, and returns the sequence number that send printed. */
async function typed(box: Sandbox, session: string, text: string): Promise<string> {
  return String(await box.session(session).send({ text, keys: ['Enter'] }));
}

/** Answers each line with its number, after a pause in which the terminal has echoed the line. */
const LATE = 'i=0; while read -r line; do sleep 0.02; i=$((i+1)); echo "$line: $i"; done';

t.test('text on the screen or in the history is found at once', async (t) => {
  const box = new Sandbox(t);
  const lines =
    'i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo "line $i."; done; printf "$ "; exec sleep 1000';
  await box.create('s1', ['sh', '-c', lines], { sizing: { cols: 30, rows: 10 } });
  const { status, stdout, stderr } = await box.run(['wait', 's1', '--text', '$ ', '--seq']);
  t.strictSame([status, stderr], [0, '']);
  const [seq, match] = stdout.toString().split('\n');
  t.equal((await box.run(['wait', 's1', '--text', '$ '])).stdout.toString(), '$ \n');
  t.strictSame([match, Number(seq)], ['$ ', Buffer.from('line 1.\r\n').length * 9 + 10 * 90 + 11 + 2]);
  const found = await box.run(['wait', 's1', '--regex', '^line 1\\.$\n^line 2', '--json']);
  t.strictSame(json(found), { name: 's1', match: 'line 1.\nline 2', seq: Number(seq) });
  t.equal((await box.run(['wait', 's1', '--text', 'line 200', '--timeout', '200ms'])).status, 124);
});

t.test('--since finds only newer text each time, even if the echo is late', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', LATE], { sizing: { cols: 40, rows: 8 } });
  for (let round = 1; round <= 6; round++) {
    // The same text each time: without --since the previous answer would match at once.
    const since = await typed(box, 's1', 'same');
    const waited = await box.run(['wait', 's1', '--regex', 'same: \\d+', '--since', since, '--json']);
    t.equal(json(waited).match, `same: ${round}`);
  }
});

t.test('one wait after the other continues from the last match', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'read x; printf "a done b done"; exec sleep 1000']);
  const since = await typed(box, 's1', '');
  const first = json(await box.run(['wait', 's1', '--text', 'done', '--since', since, '--json']));
  const second = json(
    await box.run(['wait', 's1', '--text', 'done', '--since', String(first.seq), '--json']),
  );
  t.equal(second.seq - first.seq, ' b done'.length);
  const third = ['wait', 's1', '--text', 'done', '--since', String(second.seq), '--timeout', '200ms'];
  t.equal((await box.run(third)).status, 124);
});

t.test('text of a program that redraws at another size is found', async (t) => {
  const box = new Sandbox(t);
  const draw = 'read x; printf "\\033[?1049h\\033[2J\\033[5;30Hwide: %s" "$x"; read x';
  await box.create('s1', ['sh', '-c', `stty -echo; printf ready; ${draw}`], {
    sizing: { cols: 60, rows: 10 },
  });
  await box.session('s1').wait({ text: 'ready' });
  const waiting = box.run(['wait', 's1', '--text', 'wide: yes', '--json']);
  const terminal = box.terminal(['-a', 's1', '--size', '132x20'], { cols: 132, rows: 20 });
  await terminal.until('ready');
  await box.session('s1').send({ text: 'yes', keys: ['Enter'] });
  t.equal(json(await waiting).match, 'wide: yes');
});

t.test('a line in the midst of a flood is not missed', async (t) => {
  const box = new Sandbox(t);
  const flood = 'yes 0123456789012345678901234567890123456789 | head -c 3000000';
  const script = `read x; ${flood}; echo needle; ${flood}; exec sleep 1000`;
  await box.create('s1', ['sh', '-c', script]);
  const args = ['--enter', '--wait-text', 'needle', '--timeout', '120s', '--json'];
  t.match(JSON.parse((await box.run(['send', 's1', ...args])).stdout.toString()), {
    waited: { match: 'needle' },
  });
});

t.test('a session that ends without the text gives status 123, and last words count', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'read x; printf bye']);
  await box.create('s2', ['sh', '-c', 'read x; printf bye']);
  const without = await beginning(box, 's1', '--text', 'other');
  const last = await beginning(box, 's2', '--text', 'bye', '--since', '0');
  await box.session('s1').send({ keys: ['Enter'] });
  await box.session('s2').send({ keys: ['Enter'] });
  const { status, stderr } = await without.result;
  t.equal(status, 123);
  t.match(stderr, /^tdetach: s1 has ended, with status 0: waited for the text "other"[^\n]*\n$/);
  t.equal((await last.result).status, 0);
});

t.test('text in what an ended session has left is found', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'echo first; echo last']);
  await box.session('s1').wait({ exit: true });
  const there = await box.run(['wait', 's1', '--text', 'first', '--json']);
  t.strictSame(json(there), { name: 's1', match: 'first', seq: 13 });
  const since = await box.run(['wait', 's1', '--regex', '\\w+t', '--since', '5', '--json']);
  t.strictSame(json(since), { name: 's1', match: 'last', seq: 11 });
  const { status, stderr } = await box.run(['wait', 's1', '--text', 'first', '--since', '5']);
  t.equal(status, 123);
  t.match(stderr, /^tdetach: s1 has ended, with status 0: waited for the text "first"[^\n]*\n$/);
});
