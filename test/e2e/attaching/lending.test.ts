// A client lends its terminal to the host: the host writes to it, and stops before it belongs to
// another program.
import fs from 'node:fs';
import t from 'tap';
import { lent, opens, terminalOf } from '../../support/lent.ts';
import { ATTACH, Peer } from '../../support/peer.ts';
import { SHOW_KEYS, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

async function hostIn(box: Sandbox): Promise<number> {
  return hostOf((await programOf(box.path('s1'))) ?? 0);
}

interface Lent {
  readonly terminal: Terminal;
  readonly host: number;
  readonly device: string;
}

/** Creates a session whose program says READY, and waits until its terminal is lent. */
async function lending(box: Sandbox, command: readonly string[]): Promise<Lent> {
  const terminal = box.terminal(['-c', 's1', ...command]);
  await terminal.until('READY');
  const [host, device] = [await hostIn(box), terminalOf(terminal)];
  await lent(host, device, true);
  return { terminal, host, device };
}

/** Makes the program print something, by input that does not come from the attached client. */
const print = (box: Sandbox, text: string): Promise<unknown> => box.session('s1').send(text);

t.test('the host writes to the terminal until the client detaches, and closes it before that', async (t) => {
  const box = new Sandbox(t);
  const { terminal, host, device } = await lending(box, SHOW_KEYS);
  const read = (): number =>
    Number(/rchar: (\d+)/.exec(fs.readFileSync(`/proc/${terminal.pid}/io`, 'utf8'))?.[1]);
  const before = read();
  await print(box, 'x'.repeat(1_000));
  await terminal.until('x'.repeat(1_000));
  t.ok(read() - before < 1_000, 'the client has not read it');
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
  t.notOk(opens(host, device));
  t.match(terminal.text, /\r\n\[detached from s1\]\r\n$/);
});

t.test('a terminal that attaches again is sent the lines that it does not have', async (t) => {
  const box = new Sandbox(t);
  const { terminal: first } = await lending(box, SHOW_KEYS);
  first.type('one\r');
  await first.until('one^M');
  first.type('\x1c');
  t.equal(await first.status(), 0);
  const second = box.terminal(['-a', 's1']);
  await second.until('one^M');
});

t.test('a flood is shown whole and in order, and then the terminal is lent again', async (t) => {
  const box = new Sandbox(t);
  const flood = 'seq -w 1 200000';
  const script = `stty raw -echo; printf READY; while read -r x; do ${flood}; printf DONE; done`;
  const { terminal, host, device } = await lending(box, ['sh', '-c', script]);
  const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}`.padStart(6, '0')).join('\n');
  for (const round of [1, 2]) {
    terminal.clear();
    terminal.type('\n');
    await terminal.until('DONE');
    t.equal(terminal.text.replace(/\n?DONE$/, '') === expected, true, `round ${round}`);
    await lent(host, device, true);
  }
});

t.test('a terminal that takes nothing for a while is sent everything', async (t) => {
  const box = new Sandbox(t);
  const { terminal } = await lending(box, SHOW_KEYS);
  terminal.reads(false);
  const parts = Array.from({ length: 40 }, (_, index) =>
    String.fromCharCode(65 + (index % 26)).repeat(2_000),
  );
  for (const part of parts) await print(box, part);
  terminal.reads(true);
  await terminal.until(parts.join(''));
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
});

t.test('a stopped client is shown nothing until it goes on', async (t) => {
  const box = new Sandbox(t);
  const { terminal, host, device } = await lending(box, SHOW_KEYS);
  process.kill(terminal.pid, 'SIGSTOP');
  const state = (): string =>
    fs.readFileSync(`/proc/${terminal.pid}/stat`, 'latin1').split(') ')[1]?.[0] ?? '';
  await eventually(() => state() === 'T', state);
  await print(box, 'hidden');
  await box.session('s1').wait({ text: 'hidden' });
  t.notMatch(terminal.text, /hidden/);
  t.notOk(opens(host, device), 'the host has closed it');
  process.kill(terminal.pid, 'SIGCONT');
  await terminal.until('hidden');
  await lent(host, device, true);
});

t.test('after a client is killed, the host closes the terminal', async (t) => {
  const box = new Sandbox(t);
  const { terminal, host, device } = await lending(box, SHOW_KEYS);
  process.kill(terminal.pid, 'SIGKILL');
  t.equal(await terminal.status(), 137);
  await eventually(
    () => !opens(host, device),
    () => 'the host has it open',
  );
  await print(box, 'hidden');
  await box.session('s1').wait({ text: 'hidden' });
  t.notMatch(terminal.text, /hidden/);
});

t.test('a client undoes what the host has shown if the host is killed or hangs', async (t) => {
  for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
    const box = new Sandbox(t);
    const script = "stty raw -echo; printf READY; read -r x; printf '\\033[?1049h\\033[?25lDRAWN'; exec cat";
    const { terminal, host } = await lending(box, ['sh', '-c', script]);
    terminal.type('\n');
    await terminal.until('DRAWN');
    process.kill(host, signal);
    if (signal === 'SIGSTOP') terminal.type('\x1c');
    t.equal(await terminal.status(), signal === 'SIGSTOP' ? 0 : 125);
    t.match(terminal.text, /DRAWN[^]*\x1b\[\?1049l[^]*/);
    t.match(terminal.text, /DRAWN[^]*\x1b\[\?25h/);
    if (signal === 'SIGSTOP') process.kill(host, 'SIGCONT');
  }
});

t.test('when the host is killed, the message of the client is on a line of its own', async (t) => {
  const box = new Sandbox(t);
  const { terminal, host } = await lending(box, [
    'sh',
    '-c',
    "stty raw -echo; printf 'READY\\r\\n'; exec cat",
  ]);
  terminal.type('first\r\n');
  await terminal.until('first\r\n');
  terminal.type('unended');
  await terminal.until('unended');
  process.kill(host, 'SIGKILL');
  t.equal(await terminal.status(), 125);
  t.match(terminal.text, /unended\r\n\[s1: the host is gone\]\r\n$/);
});

t.test('the host takes only an offer whose path, device, inode and process agree', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-c', 's1', ...SHOW_KEYS]);
  await terminal.until('READY');
  const about = fs.statSync(terminalOf(terminal));
  const right = {
    path: terminalOf(terminal),
    device: `${about.dev}:${about.rdev}`,
    inode: about.ino,
    pid: terminal.pid,
  };
  const offers = [
    [{ ...right, path: '/dev/null' }, 'ended'],
    [{ ...right, path: box.path('s1') }, 'ended'],
    [{ ...right, inode: about.ino + 1 }, 'ended'],
    [{ ...right, device: '0:0' }, 'ended'],
    [{ ...right, pid: process.pid }, 'ended'],
    [right, 'taken'],
  ] as const;
  for (const [offered, answer] of offers) {
    const peer = await Peer.connect(box.path('s1'));
    peer.send({ ...ATTACH, composed: true });
    peer.send({ type: 'lend', step: 'offered', terminal: offered });
    const { step } = await peer.message('lend');
    t.equal(step, answer, JSON.stringify(offered));
    peer.send({ type: 'lend', step: 'ended' });
    peer.close();
  }
});
