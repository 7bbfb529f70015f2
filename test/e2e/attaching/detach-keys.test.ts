// The detach key at a real terminal; test/client tests the parts that need no terminal.
import t from 'tap';
import type { Terminal } from '../../support/terminal.ts';
import { SHOW_KEYS, Sandbox } from '../../support/sandbox.ts';

async function started(box: Sandbox, ...options: string[]): Promise<Terminal> {
  const terminal = box.terminal(['-c', 's1', ...options, ...SHOW_KEYS]);
  await terminal.until('READY');
  terminal.clear();
  return terminal;
}

const ENCODINGS = ['\x1c', '\x1b[92;5u', '\x1b[92;5:1u', '\x1b[92;133u', '\x1b[27;5;92~'];

t.test('the key is found in one write with other keys, in every encoding', async (t) => {
  const box = new Sandbox(t);
  const session = await box.create('s1', SHOW_KEYS);
  let expected = 'READY';
  for (const key of ENCODINGS) {
    const terminal = box.terminal(['-a', 's1']);
    await terminal.until(expected);
    terminal.type(`x${key}yz`);
    t.equal(await terminal.status(), 0, JSON.stringify(key));
    const since = await session.send('.');
    await session.wait({ text: '.', since });
    expected += 'x.';
    const { lines } = await session.screen();
    t.equal(lines.join('').trimEnd(), expected, 'neither the key nor what came after it was delivered');
  }
});

t.test('the bytes before the key are delivered', async (t) => {
  const box = new Sandbox(t);
  const log = box.path('log');
  const first = box.terminal(['-c', 's1', 'sh', '-c', `stty raw -echo; printf READY; exec cat > ${log}`]);
  await first.until('READY');
  first.type('abc\x1cdef');
  t.equal(await first.status(), 0);
  const written = `until [ $(wc -c < ${log}) -gt 3 ]; do sleep 0.02; done`; // cat takes its own time
  const second = box.shell(`"$0" "$@"; ${written}; cat ${log}`, ['-a', 's1']);
  await second.ready();
  second.type('g\x1ch');
  await second.status();
  t.match(second.text, /\]\r\nabcg$/);
});

t.test('the key is not found inside a bracketed paste', async (t) => {
  const box = new Sandbox(t);
  const terminal = await started(box);
  const paste = '\x1b[200~a\x1cb\x1b[92;5uc\x1b[201~';
  terminal.type(paste);
  await terminal.until('c^[[201~');
  t.match(terminal.text, /^\^\[\[200~a\^\\b/);
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
});

t.test('a prefix of a key sequence is passed on after a hold, and the whole sequence detaches', async (t) => {
  const box = new Sandbox(t);
  const terminal = await started(box, '-e', 'ctrl-p,ctrl-q');
  terminal.type('\x10');
  await terminal.until('^P'); // after the hold
  terminal.clear();
  terminal.type('\x10a\x1c');
  await terminal.until('^Pa^\\');
  terminal.clear();
  terminal.type('\x10\x10\x11');
  t.equal(await terminal.status(), 0);
  t.match(terminal.text, /\[detached/);
});

t.test('a lone ESC reaches the program', async (t) => {
  const box = new Sandbox(t);
  const terminal = await started(box);
  terminal.type('\x1b');
  await terminal.until('^[');
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
});

t.test('-E turns the detach key off', async (t) => {
  const box = new Sandbox(t);
  const terminal = await started(box, '-E');
  terminal.type('\x1c');
  await terminal.until('^\\');
  process.kill(terminal.pid, 'SIGTERM');
  t.equal(await terminal.status(), 143);
});
