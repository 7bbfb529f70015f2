// Answers that come after the client has left do not become text in the shell.
import t from 'tap';
import { Sandbox } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

const QUERIES = '\\033]11;?\\033\\\\\\033[>q';
const ANSWERS = '\x1b]11;rgb:0/0/0\x1b\\\x1bP>|XTerm(370)\x1b\\';
const DA1 = '\x1b[?62;22c';

/** After tdetach, a shell script that shows what it reads, without waiting for a line. */
const SHELL = '"$0" "$@"; stty raw -echo; printf SHELL; exec cat -v';

/** Answers after a while; the last query that a terminal answers is DA1. */
async function answerLate(terminal: Terminal, ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  terminal.type(ANSWERS + DA1);
}

async function leavesNothing(terminal: Terminal): Promise<void> {
  await terminal.until('SHELL');
  terminal.type('typed.');
  await terminal.until('typed.');
}

const seenBy = (terminal: Terminal): string => /SHELL(.*)$/s.exec(terminal.text)?.[1] ?? '';

for (const ms of [500, 1_500]) {
  t.test(`answers that come ${ms} ms after the detach do not reach the shell`, async (t) => {
    const box = new Sandbox(t);
    const program = `stty raw -echo; head -c 1 >/dev/null; printf '${QUERIES}ASKED'; exec cat`;
    const terminal = box.shell(SHELL, ['-c', 's1', 'sh', '-c', program]);
    await terminal.ready();
    terminal.type('x');
    await terminal.until('ASKED');
    terminal.type('\x1c');
    await terminal.until('\x1b[c');
    t.notMatch(terminal.text, /detached/);
    await answerLate(terminal, ms);
    await leavesNothing(terminal);
    t.equal(seenBy(terminal), 'typed.');
    t.match(terminal.text, /\[detached from s1\]/);
  });

  t.test(`answers that come ${ms} ms after the program has ended do not reach the shell`, async (t) => {
    const box = new Sandbox(t);
    const terminal = box.shell(SHELL, ['-c', 's1', 'sh', '-c', `printf '${QUERIES}ASKED'`]);
    await terminal.until('\x1b[c');
    await answerLate(terminal, ms);
    await leavesNothing(terminal);
    t.equal(seenBy(terminal), 'typed.');
  });
}

t.test('the client asks nothing more if the program asked for DA1 last', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.shell(SHELL, ['-c', 's1', 'sh', '-c', `printf '${QUERIES}\\033[cASKED'`]);
  await terminal.until('ASKED');
  await answerLate(terminal, 500);
  await leavesNothing(terminal);
  t.equal(seenBy(terminal), 'typed.');
  t.equal(terminal.text.split('\x1b[c').length, 2);
});

t.test('a terminal that has answered is not waited for, and asked nothing', async (t) => {
  const box = new Sandbox(t);
  const script = `stty raw -echo; head -c 1 >/dev/null; printf '\\033[6nASKED'; head -c 6 >/dev/null; printf HAS; exec cat`;
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', script]);
  await terminal.ready();
  terminal.type('x');
  await terminal.until('ASKED');
  terminal.type('\x1b[1;1R');
  await terminal.until('HAS');
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
  t.notMatch(terminal.text, '\x1b[c');
});

t.test(
  'a terminal that never answers is waited for only once, and keys typed meanwhile do not end the wait',
  async (t) => {
    const box = new Sandbox(t);
    const terminal = box.terminal(['-c', 's1', 'sh', '-c', `printf '\\033[6nASKED'; exec cat`]);
    await terminal.until('ASKED');
    terminal.type('\x1c');
    await terminal.until('\x1b[c');
    terminal.type('key');
    t.equal(await terminal.status(), 0);
  },
);
