// Read-only clients, and what the session's size follows.
import t from 'tap';
import { encode } from '../../../protocol/encode.ts';
import type { Attach } from '../../../protocol/message.ts';
import { PERL, PIXELS } from '../../support/pixels.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';
import { Peer } from '../../support/peer.ts';

/** Prints the size at each change, and what is typed, up to the end of a line. */
const SHOW_SIZE = [
  'sh',
  '-c',
  'stty -echo; trap "stty size" WINCH; stty size; while :; do read -r line && echo "<$line>" || sleep 0.01; done',
] as const;

const ATTACH: Attach = {
  type: 'attach',
  size: { cols: 70, rows: 20 },
  terminal: true,
  redraw: 'restore',
  within: '',
};

t.test('for a read-only client keys and size have no effect, but the detach key has', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', ...SHOW_SIZE]);
  await first.until('24 80\r\n');
  const viewer = box.terminal(['-a', 's1', '-R'], { cols: 60, rows: 10 });
  await viewer.until('24 80');
  viewer.type('viewer\r');
  viewer.resize(61, 11);
  first.type('leader\r');
  await viewer.until('<leader>');
  viewer.type('\x1c');
  t.equal(await viewer.status(), 0);
  t.notMatch(first.text, /viewer|10 60|11 61|23 80/);
  first.clear();

  const other = box.terminal(['-A', 's1', '--read-only', '-r', 'winch'], { cols: 60, rows: 10 });
  await other.until('<leader>');
  first.type('\x1c');
  await first.status();
  t.notMatch(first.text, /\d\d \d\d\r\n/, 'nothing is drawn for it');
  other.type('alone\r');
  const back = box.terminal(['-a', 's1'], { cols: 90, rows: 30 });
  await other.until('30 90');
  t.notMatch(other.text, /alone|10 60/, 'nor has it a say when it is alone');
  back.type('\x1c');
  await back.status();
});

t.test('the host enforces that a client is read-only', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', ...SHOW_SIZE]);
  await first.until('24 80\r\n');
  const peer = await Peer.connect(box.path('s1'));
  t.teardown(() => peer.close());
  peer.send({ ...ATTACH, readonly: true, redraw: 'ctrl_l', sizing: { cols: 50, rows: 10 } });
  peer.send({ type: 'data', bytes: Buffer.from('typed\r') });
  peer.send({ type: 'resize', size: { cols: 40, rows: 10 } });
  peer.send({ type: 'signal', signal: 'KILL' });
  peer.send({ type: 'request', id: 1, method: 'clients', params: {} });
  const reply = await peer.message('reply');
  const clients = reply.result as Record<string, unknown>[];
  t.match(clients[0], { cols: 80, rows: 24, leads: true, readonly: false });
  t.match(clients[1], { cols: 40, rows: 10, leads: false, readonly: true });
  first.type('kept\r');
  await first.until('<kept>');
  t.notMatch(first.text, /typed|10 50|10 40|\f/);
  peer.send({ type: 'detach' });
  await peer.message('detach');
});

t.test('a read-only creator is shown the output, and ends with its status', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-A', '-R', 's1', 'sh', '-c', 'echo shown; exit 3']);
  await terminal.until('shown');
  t.equal(await terminal.status(), 3);
});

t.test("the size follows --size: a given one, the smallest, the largest, or the leader's", async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_SIZE, { sizing: { cols: 132, rows: 43 } });
  const first = box.terminal(['-a', 's1'], { cols: 100, rows: 20 });
  await first.until('43 132');
  first.clear();
  const second = box.terminal(['-a', 's1', '--size', 'smallest'], { cols: 90, rows: 30 });
  await first.until('20 90');
  const third = box.terminal(['-a', 's1', '--size', 'largest'], { cols: 80, rows: 25 });
  await first.until('30 100');
  first.resize(110, 20);
  await first.until('30 110');
  third.type('\x1c');
  await third.status();
  second.type('\x1c');
  await second.status();
  await first.until('20 110');
  const fourth = box.terminal(['-A', 's1', '--size=leader'], { cols: 70, rows: 22 });
  await first.until('22 70');
  t.notMatch(first.text, /43 132/);
  fourth.type('\x1c');
  await fourth.status();
  await first.until('20 110');
});

t.test('a session that is created with --size keeps its size', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', '--size', '50x12', ...SHOW_SIZE], { cols: 100, rows: 20 });
  await first.until('12 50\r\n');
  first.resize(101, 21);
  first.type('x\r');
  await first.until('<x>');
  t.notMatch(first.text, /20 100|21 101/);
});

t.test('the size in pixels reaches the program', { skip: PERL ? false : 'needs perl' }, async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', PERL ?? '', '-e', PIXELS]);
  await first.until('24 80 0 0\r\n');
  const peer = await Peer.connect(box.path('s1'));
  t.teardown(() => peer.close());
  peer.send({ ...ATTACH, size: { cols: 80, rows: 24, xpixel: 800, ypixel: 480 } });
  await first.until('24 80 800 480\r\n');
  peer.send({ type: 'resize', size: { cols: 80, rows: 24, xpixel: 960, ypixel: 480 } });
  await first.until('24 80 960 480\r\n');
  t.pass();
});

t.test("a read-only client of another size is shown the screen at the session's size", async (t) => {
  const box = new Sandbox(t);
  const program = 'stty raw -echo; printf "\\033[?1049h\\033[24;1Hlast\\033[1;60Hright"; exec cat';
  const first = box.terminal(['-c', 's1', 'sh', '-c', program]);
  await first.until('right');
  for (const [cols, rows] of [
    [20, 5],
    [200, 60],
    [1, 1],
  ] as const) {
    const viewer = box.terminal(['-a', '-R', 's1'], { cols, rows });
    await viewer.until('right');
    t.match(viewer.text, /last/);
    viewer.type('\x1c');
    t.equal(await viewer.status(), 0);
  }
  first.type('alive');
  await first.until('alive');
});

t.test('a client that does not read the replies to its requests is disconnected', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['cat']);
  const peer = await Peer.connect(box.path('s1'));
  t.teardown(() => peer.close());
  peer.reads(false);
  const many = Buffer.concat(
    Array.from({ length: 1000 }, (_, id) =>
      encode({ type: 'request', id, method: 'x'.repeat(100), params: {} }),
    ),
  );
  let sent = 0;
  while (!peer.closed && sent < 1000) {
    await peer.write(many);
    sent++;
  }
  await eventually(
    () => peer.closed,
    () => sent,
  );
  const other = await Peer.connect(box.path('s1'));
  other.close();
  t.pass();
});
