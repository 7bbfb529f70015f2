// The host composes what a terminal is shown, to the last byte. The client holds what puts the
// terminal back, in case the host is killed or does not answer.
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { ATTACH, Peer } from '../../support/peer.ts';
import { EXECUTABLE, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

const MODES = '\\033[?1049h\\033[?1003h\\033[?2004h\\033[>1u\\033[?25l';
const PROGRAM = `stty raw -echo; printf '${MODES}READY'; exec cat -v`;
const UNDONE = ['\x1b[?1049l', '\x1b[?1003l', '\x1b[?2004l', '\x1b[<1u', '\x1b[?25h'];

/** A session in these modes, with a client whose terminal shows it. */
async function shown(box: Sandbox): Promise<{ terminal: Terminal; host: number }> {
  await box.create('s1', ['sh', '-c', PROGRAM]);
  const terminal = box.terminal(['-a', 's1']);
  await terminal.until('READY');
  terminal.clear();
  return { terminal, host: hostOf((await programOf(box.path('s1'))) ?? 0) };
}

function isUndone(t: Test, text: string): void {
  for (const undo of UNDONE) t.equal(text.split(undo).length, 2, `${JSON.stringify(undo)}, once`);
}

for (const method of ['restore', 'winch', 'none']) {
  t.test(`after a host is killed, its client puts the terminal back: ${method}`, async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['sh', '-c', PROGRAM]);
    const terminal = box.terminal(['-a', 's1', '-r', method]);
    await terminal.until(method === 'restore' ? 'READY' : '\x1b[?25l');
    terminal.clear();
    const host = hostOf((await programOf(box.path('s1'))) ?? 0);
    process.kill(host, 'SIGKILL');
    t.equal(await terminal.status(), 125);
    isUndone(t, terminal.text);
    t.match(terminal.text, /\[s1: the host is gone\]\r\n$/);
  });
}

t.test('a stopped host does not keep a client from leaving a clean terminal', async (t) => {
  const box = new Sandbox(t);
  const { terminal, host } = await shown(box);
  process.kill(host, 'SIGSTOP');
  t.teardown(() => process.kill(host, 'SIGCONT'));
  terminal.type('\x1b[92;5u');
  t.equal(await terminal.status(), 0);
  isUndone(t, terminal.text);
  t.match(terminal.text, /\[detached from s1\]\r\n$/);
  process.kill(host, 'SIGCONT');
});

t.test('the last bytes that a client is sent put its terminal back', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', PROGRAM]);
  const peer = await Peer.connect(box.path('s1'));
  peer.send({ ...ATTACH, composed: true });
  await eventually(
    () => peer.output.includes('READY'),
    () => peer.output.toString(),
  );
  const undo = await peer.message('undo');
  const held = Buffer.from(undo.bytes).toString();
  isUndone(t, held);
  t.equal(undo.alternate, true);
  t.equal(undo.extended, true);
  const before = peer.output.length;
  peer.send({ type: 'detach' });
  const { below } = await peer.message('detach');
  t.equal(below, undefined, 'there is nothing left to do');
  isUndone(t, peer.output.subarray(before).toString());
});

t.test(
  'the end of the session puts the terminal back, and a client that has not asked for that gets the output only',
  async (t) => {
    const box = new Sandbox(t);
    const modes = 'printf "\\033[?2004h\\033]2;title\\007READY"';
    await box.create('s1', ['sh', '-c', `stty raw -echo; ${modes}; head -c 1 >/dev/null; ${modes}; exit 3`]);
    const peers = await Promise.all([1, 2, 3].map(() => Peer.connect(box.path('s1'))));
    const [composed, raw, plain] = peers as [Peer, Peer, Peer];
    plain.send({ ...ATTACH, terminal: false, redraw: 'none' });
    await plain.until('READY');
    composed.send({ ...ATTACH, composed: true });
    raw.send(ATTACH);

    await eventually(
      () => composed.output.includes('READY') && raw.output.includes('READY'),
      () => [composed.output.toString(), raw.output.toString()],
    );
    plain.send({ type: 'data', bytes: Buffer.from('x') });
    for (const peer of peers) await peer.message('exit');
    const printed = '\x1b[?2004h\x1b]2;title\x07READY';
    t.equal(plain.output.toString(), printed + printed);
    t.ok(raw.output.toString().endsWith(printed));
    t.match(
      composed.output.toString(),
      /\x1b\[22;0t[^]*\x1b\]2;title\x07READY[^]*\x1b\[\?2004l[^]*\x1b\[23;0t/,
    );
    t.strictSame(
      [raw, plain].map((peer) => peer.messages.filter(({ type }) => type === 'undo')),
      [[], []],
    );
  },
);

t.test('an attach loads at most 132 KB of code', (t) => {
  const folder = path.dirname(EXECUTABLE);
  const bytes = ['tdetach.cjs', 'modes.cjs'].map((name) => fs.statSync(path.join(folder, name)).size);
  const kilobytes = bytes.reduce((sum, one) => sum + one, 0) / 1024;
  t.comment(`${kilobytes.toFixed(1)} KB`);
  t.ok(kilobytes <= 132, `${kilobytes.toFixed(1)} KB`);
  const text = fs.readFileSync(path.join(folder, 'modes.cjs'), 'utf8');
  t.notMatch(text, /\[\?5W/, 'nothing that follows modes');
  t.end();
});
