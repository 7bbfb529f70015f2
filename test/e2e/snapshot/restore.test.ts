// The screen that the host restores: its history, queries without a terminal to answer them, and
// what is left on the terminal afterwards.
import fs from 'node:fs';
import t from 'tap';
import { Sandbox, eventually } from '../../support/sandbox.ts';

/** Asks the terminal for the cursor's position, and writes the answer up to its R into a file. */
const ask = (file: string): string =>
  `printf '\\033[6n'; : > ${file}; while :; do c=$(dd bs=1 count=1 2>/dev/null); printf %s "$c" >> ${file}; ` +
  `[ "$c" = R ] && break; done`;

const answered = async (file: string, answer: string): Promise<void> =>
  eventually(
    () => fs.existsSync(file) && fs.readFileSync(file, 'latin1') === answer,
    () => fs.existsSync(file) && fs.readFileSync(file, 'latin1'),
  );

t.test('the host answers queries only while no terminal is attached', async (t) => {
  const box = new Sandbox(t);
  const [first, second] = [box.path('first'), box.path('second')];
  const program = `stty raw -echo; printf 'ab'; ${ask(first)}; printf 'READY'; read line; ${ask(second)}; exec cat`;
  await box.create('s1', ['sh', '-c', program]);
  await answered(first, '\x1b[1;3R');

  const terminal = box.terminal(['-a', 's1']);
  await terminal.until('abREADY');
  t.notMatch(terminal.text, /\x1b\[6n/, 'what was answered is not asked again');
  terminal.clear();
  terminal.type('\n');
  await terminal.until('\x1b[6n');
  terminal.type('\x1b[7;7R');
  await answered(second, '\x1b[7;7R');
  terminal.type('tail');
  await terminal.until('tail');
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
});

t.test('the terminal of a creator that attaches answers itself', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('answer');
  const terminal = box.terminal([
    '-c',
    's1',
    'sh',
    '-c',
    `stty raw -echo; ${ask(file)}; printf END; exec cat`,
  ]);
  await terminal.until('\x1b[6n');
  terminal.type('\x1b[9;9R');
  await answered(file, '\x1b[9;9R');
  await terminal.until('END');
  t.pass();
});

t.test('an answer that comes after the detach is not left for the next program', async (t) => {
  const box = new Sandbox(t);
  const sizes =
    'trap "stty size" WINCH; stty -echo; printf START; read line; printf "\\033[6n"; while :; do sleep 0.01; done';
  const other = box.terminal(['-c', 's1', 'sh', '-c', sizes], { cols: 100, rows: 30 });
  await other.until('START');
  const script = '"$0" "$@"; stty -icanon min 0 time 0; printf "<%s>" "$(cat -v)"; read line';
  const terminal = box.shell(script, ['-a', 's1', '-r', 'none']);
  await other.until('24 80');
  terminal.type('\r');
  await terminal.until('\x1b[6n');
  terminal.type('\x1c');
  await other.until('30 100'); // the client has left for the host
  terminal.type('\x1b[2;2R');
  await terminal.until(/<[^>]*>/);
  t.match(terminal.text, /<>/);
});

t.test('--history limits what is kept by the host and what is shown', async (t) => {
  const box = new Sandbox(t);
  const lines =
    'stty raw -echo; printf "\\033[?25l"; seq -f "line %g" 1 100 | tr "\\n" "#" | sed "s/#/\\r\\n/g"; printf END; exec cat';
  await box.create('s1', ['sh', '-c', lines], { history: 50 });
  const shown = async (...args: string[]): Promise<number> => {
    const terminal = box.terminal(['-a', 's1', ...args]);
    await terminal.until('END');
    terminal.type('\x1c');
    await terminal.status();
    return (terminal.text.match(/line \d+/g) ?? []).length;
  };
  const screen = 23; // and a line with END
  t.equal(await shown(), 50 + screen);
  t.equal(await shown('--history', '10'), 10 + screen);
  t.equal(await shown('--history', '0'), screen);
  t.equal(await shown('--history', '1000'), 50 + screen);
});

t.test(
  'text output before the first attach is shown whole, even if it is longer than the history',
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['sh', '-c', 'seq 1 5000; exec sleep 1000']);
    const terminal = box.terminal(['-a', 's1']);
    await terminal.until('\r\n5000\r\n');
    t.match(terminal.text, /^1\r\n2\r\n/);
  },
);

t.test('the message after a detach is right below what was drawn', async (t) => {
  const box = new Sandbox(t);
  const program = 'stty -echo; printf "\\033[H\\033[2J\\033[5;1Hlow\\033[2;1Hhigh"; exec cat';
  const first = box.terminal(['-c', 's1', 'sh', '-c', program]);
  await first.until('high');
  first.type('\x1c');
  await first.status();
  const second = box.terminal(['-a', 's1']);
  await second.until('high');
  second.clear();
  second.type('\x1c');
  await second.status();
  // The cursor is in line 2, and the last line that is drawn is line 5.
  t.match(second.text, /\x1b\[3B\r\n\[detached from s1\]/);
});

t.test('a terminal that is larger than the screen model works, without a snapshot', async (t) => {
  const box = new Sandbox(t);
  const huge = box.terminal(['-c', 's1', 'cat'], { cols: 5000, rows: 5000 });
  await huge.ready();
  huge.type('text\r');
  await huge.until('text\r\ntext');
  huge.type('\x1c');
  await huge.status();
  const again = box.terminal(['-a', 's1'], { cols: 80, rows: 24 });
  await again.ready();
  again.type('more\r');
  await again.until(/more\r+\nmore/); // output processing may still be on, which adds a CR
  t.notMatch(again.text, /2026/, 'what the screen shows is not known');
});
