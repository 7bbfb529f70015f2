// A terminal that attaches again is sent the history that it does not have: no line is lost, and
// none is there twice.
import fs from 'node:fs';
import t from 'tap';
import { EXECUTABLE, Sandbox, eventually } from '../../support/sandbox.ts';
import { LOOK_MS, Pane, installed } from '../../support/pane.ts';

const skip = !installed('tmux') && 'there is no tmux';

/** For each number it reads, prints that many numbered lines, and then DONE. */
const PROGRAM =
  'stty -echo; n=0; while read count; do for i in $(seq $count); do n=$((n+1)); echo "line $n."; done; echo "DONE $n"; done';

/** How often each line of these numbers is in a pane. */
function counts(pane: Pane, from: number, to: number): number[] {
  const all = pane.history.split('\n');
  const count = (number: number): number => all.filter((line) => line === `line ${number}.`).length;
  return Array.from({ length: to - from + 1 }, (_, index) => count(from + index));
}

/** The first line of these numbers that is not there exactly once, and how often it is. */
function wrong(pane: Pane, from: number, to: number): string {
  const all = counts(pane, from, to);
  const at = all.findIndex((count) => count !== 1);
  return at < 0 ? 'none' : `line ${from + at} ${all[at] ?? 0} times`;
}

/** Waits until a pane ends with this text. */
const endsIn = (pane: Pane, text: string): Promise<void> =>
  eventually(
    () => pane.screen.trimEnd().endsWith(text),
    () => pane.screen,
    LOOK_MS,
  );

const PROMPT = 'AGAIN>';
const SHELL = `PS1='${PROMPT} ' exec /bin/sh`;
const TDETACH = `${process.execPath} ${EXECUTABLE}`;

async function attach(pane: Pane, text: string, options = ''): Promise<void> {
  await endsIn(pane, PROMPT); // what is typed before that is echoed in front of it
  pane.type(`${TDETACH} -a s1 ${options}`, 'Enter');
  await endsIn(pane, text);
}

async function detach(pane: Pane): Promise<void> {
  pane.keys('C-\\');
  await endsIn(pane, PROMPT);
}

async function sent(box: Sandbox, count: number, last: number): Promise<void> {
  await box.session('s1').send(`${count}\n`);
  await box.session('s1').wait({ text: `DONE ${last}` });
}

t.test('five attaches from one terminal leave each line once in its scrollback', { skip }, async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', PROGRAM], { sizing: { cols: 60, rows: 12 } });
  await sent(box, 500, 500);
  const pane = new Pane(box, 60, 12, 'pane', SHELL);
  for (let time = 1; time <= 5; time++) {
    await attach(pane, 'DONE 500');
    await detach(pane);
    t.equal(wrong(pane, 1, 490), 'none', `attach ${time}`); // each detach leaves a screen with the other lines
  }
  // More lines come while it is detached, and the lines on the terminal scroll away.
  await sent(box, 30, 530);
  await attach(pane, 'DONE 530');
  await detach(pane);
  t.equal(wrong(pane, 1, 490), 'none');
  t.equal(wrong(pane, 501, 530), 'none');

  const fresh = new Pane(box, 60, 12, 'fresh', SHELL);
  await attach(fresh, 'DONE 530');
  t.equal(wrong(fresh, 1, 530), 'none', 'a fresh terminal is sent all');
  await detach(fresh);
  await attach(fresh, 'DONE 530', '--history 100');
  t.equal(wrong(fresh, 1, 421), 'none');
  t.strictSame(new Set(counts(fresh, 422, 520)), new Set([2]), '--history asks for lines again');
  pane.end();
  fresh.end();
});

t.test('lines that are printed while a terminal is attached are there once', { skip }, async (t) => {
  const box = new Sandbox(t);
  const pane = new Pane(box, 60, 12, 'pane', SHELL);
  pane.type(`${TDETACH} -c s1 sh -c 'echo READY; ${PROGRAM}'`, 'Enter');
  await endsIn(pane, 'READY');
  await box.session('s1').send('100\n');
  await endsIn(pane, 'DONE 100');
  await detach(pane);
  await sent(box, 100, 200);
  await attach(pane, 'DONE 200');
  await sent(box, 100, 300);
  await endsIn(pane, 'DONE 300');
  await detach(pane);
  await attach(pane, 'DONE 300');
  t.equal(wrong(pane, 1, 290), 'none');
  pane.end();
});

t.test(
  'after a killed attach only lines that the terminal had taken before are not sent again',
  { skip },
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['sh', '-c', PROGRAM], { sizing: { cols: 60, rows: 12 } });
    await sent(box, 300, 300);
    const pane = new Pane(box, 60, 12, 'pane', SHELL);
    pane.type(`sh -c 'echo $$ >${box.path('pid')}; exec ${TDETACH} -a s1'`, 'Enter');
    await endsIn(pane, 'DONE 300');
    await sent(box, 100, 400);
    await endsIn(pane, 'DONE 400');
    process.kill(Number(fs.readFileSync(box.path('pid'), 'utf8')), 'SIGKILL');
    await endsIn(pane, PROMPT);
    pane.type('stty sane');
    pane.keys('C-j');
    await attach(pane, 'DONE 400');
    t.equal(wrong(pane, 1, 290), 'none');
    t.strictSame(new Set(counts(pane, 301, 388)), new Set([2]), 'what came after the snapshot is sent again');
    pane.end();
  },
);

t.test('a new window on a terminal of the same name is sent everything', { skip }, async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', PROGRAM], { sizing: { cols: 60, rows: 12 } });
  await sent(box, 200, 200);
  const pane = new Pane(box, 60, 12, 'pane', SHELL);
  await attach(pane, 'DONE 200');
  await detach(pane);
  // The same terminal, with another process session on it.
  pane.type(`setsid -c -w ${TDETACH} -a s1`, 'Enter');
  await endsIn(pane, 'DONE 200');
  t.strictSame(new Set(counts(pane, 1, 188)), new Set([2]));
  pane.end();
});
