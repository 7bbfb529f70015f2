// What the program is told about size and focus: the session's, whatever terminals are attached.
import fs from 'node:fs';
import t from 'tap';
import { PERL, PIXELS } from '../../support/pixels.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';

const IN_BAND = '\\033[?2048h';

/** A program that sets modes, and writes its input to a file. */
function program(box: Sandbox, sets: string): { command: string[]; given: () => string } {
  const file = box.path('given');
  return {
    command: ['sh', '-c', `stty raw -echo; printf '${sets}READY'; exec cat -v > ${file}`],
    given: () => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''),
  };
}

const is = (given: () => string, expected: string): Promise<void> =>
  eventually(
    () => given() === expected,
    () => [given(), expected],
  );

t.test("a terminal's reports of its size are replaced by the size of the session", async (t) => {
  const box = new Sandbox(t);
  const { command, given } = program(box, '');
  const terminal = box.terminal(['-c', 's1', '--size', '100x30', ...command]);
  await terminal.until('READY');
  terminal.type('\x1b[8;24;80t\x1b[9;24;80t\x1b[4;480;800t\x1b[6;20;10t\x1b[48;24;80;480;800tk');
  await is(given, '^[[8;30;100t^[[9;30;100t^[[4;600;1000t^[[6;20;10tk');
  t.pass();
});

t.test('reports of a terminal of the session’s size pass unchanged', async (t) => {
  const box = new Sandbox(t);
  const { command, given } = program(box, '');
  const terminal = box.terminal(['-c', 's1', ...command]);
  await terminal.until('READY');
  terminal.type('\x1b[8;24;80t\x1b[9;50;200t\x1b[4;480;800tk');
  await is(given, '^[[8;24;80t^[[9;50;200t^[[4;480;800tk');
  t.pass();
});

t.test('in-band size reports come from the host, at once and at each change, attached or not', async (t) => {
  const box = new Sandbox(t);
  const { command, given } = program(box, IN_BAND);
  const first = box.terminal(['-c', 's1', ...command]);
  await first.until('READY');
  await is(given, '^[[48;24;80;0;0t');
  first.type('\x1b[48;24;80;0;0t'); // from a terminal that knows the mode, too
  first.resize(90, 28);
  await is(given, '^[[48;24;80;0;0t^[[48;28;90;0;0t');
  first.type('\x1b[?2048;0$y');
  await is(given, '^[[48;24;80;0;0t^[[48;28;90;0;0t^[[?2048;1$y');
  first.type('\x1c');
  await first.status();
  const before = given();
  const second = box.terminal(['-a', 's1'], { cols: 70, rows: 20 });
  await second.until('READY');
  await is(given, `${before}^[[48;20;70;0;0t`);
});

t.test('without a terminal in-band sizes are reported, and unknown pixels are not', async (t) => {
  const box = new Sandbox(t);
  const { command, given } = program(box, `${IN_BAND}\\033[?2048$p\\033[14t\\033[18t`);
  await box.create('s1', command, { sizing: { cols: 100, rows: 30 } });
  await is(given, '^[[48;30;100;0;0t^[[?2048;1$y^[[8;30;100t');
  t.pass();
});

t.test('the program loses the focus with the last terminal, and gains it with the next one', async (t) => {
  const box = new Sandbox(t);
  const { command, given } = program(box, '\\033[?1004h');
  const first = box.terminal(['-c', 's1', ...command]);
  await first.until('READY');
  const second = box.terminal(['-a', 's1']);
  await second.until('READY');
  second.type('\x1c');
  await second.status();
  first.type('a\x1c');
  await first.status();
  await is(given, 'a^[[O');
  const viewer = box.terminal(['-a', '-R', 's1']);
  await viewer.until('READY');
  await box.create('s2', ['true']);
  await box.session('s2').wait({ exit: true });
  const third = box.terminal(['-a', 's1']);
  await third.until('READY');
  third.type('b');
  await is(given, 'a^[[O^[[Ib');
  third.type('\x1b[O'); // the window has lost it
  await is(given, 'a^[[O^[[Ib^[[O');
  process.kill(third.pid, 'SIGKILL');
  await box.session('s1').send('c');
  await is(given, 'a^[[O^[[Ib^[[Oc');
  t.pass();
});

t.test('the first attach to a detached session gives the program the focus', async (t) => {
  const box = new Sandbox(t);
  const { command, given } = program(box, '\\033[?1004h');
  await box.create('s1', command);
  await box.session('s1').wait({ text: 'READY' });
  const first = box.terminal(['-a', 's1']);
  await first.until('READY');
  await is(given, '^[[I');
  t.pass();
});

t.test('a program that has not asked for the focus is not told', async (t) => {
  const box = new Sandbox(t);
  const { command, given } = program(box, '\\033[?1004h\\033[?1004l');
  const first = box.terminal(['-c', 's1', ...command]);
  await first.until('READY');
  first.type('a\x1c');
  await first.status();
  const second = box.terminal(['-a', 's1']);
  await second.until('READY');
  second.type('b');
  await is(given, 'ab');
  t.pass();
});

t.test(
  'the size in pixels is asked of a terminal that answers, and follows its size in characters',
  { skip: PERL ? false : 'needs perl' },
  async (t) => {
    const box = new Sandbox(t);
    const session = box.terminal([
      '-c',
      's1',
      'sh',
      '-c',
      'stty raw -echo; printf "READY\\033[c"; exec "$0" -e "$1"',
      PERL ?? '',
      PIXELS,
    ]);
    await session.until('READY');
    session.type('\x1b[?62c');
    await session.until('\x1b[14t');
    session.type('\x1b[4;480;800t');
    await session.until('24 80 800 480\n');
    session.resize(100, 30);
    await session.until('30 100 1000 600\n');
    await session.until(/\x1b\[14t[^]*\x1b\[14t/);
    session.type('\x1b[4;300;500t');
    await session.until('30 100 500 300\n');
    session.type('\x1c');
    t.equal(await session.status(), 0);
  },
);

t.test('a terminal that reports its version is asked whether it counts columns by cluster', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('given');
  const script = `stty raw -echo; printf 'READY\\033[c'; head -c 7 > ${file}; exec cat`;
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', script]);
  await terminal.until('READY');
  terminal.type('\x1b[?62c');
  await terminal.until('\x1b[>0q');
  terminal.type('\x1bP>|ghostty 1.2.3\x1b\\');
  await terminal.until('\x1b[?2027$p');
  terminal.type('\x1b[?2027;1$yx');
  // The reports to the host's queries do not reach the program.
  await is(() => fs.readFileSync(file, 'latin1'), '\x1b[?62cx');
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
  await box.session('s1').send(family);
  await terminal.until(Buffer.from(family).toString('latin1'));
  t.match(await box.session('s1').screen(), { cursor: { column: 'READY'.length + 2 } });
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
});
