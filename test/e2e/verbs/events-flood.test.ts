// In a flood, tdetach events limits the output events, and only a slow reader misses events.
import t from 'tap';
import { listening, repliesOf } from '../../support/event-listener.ts';
import type { Event } from '../../support/event-listener.ts';
import { Peer } from '../../support/peer.ts';
import { Sandbox, SHOW_KEYS, eventually } from '../../support/sandbox.ts';

t.test('a flood gives at most ten output events a second, and the last one counts everything', async (t) => {
  const box = new Sandbox(t);
  const bytes = 30_000_000;
  const program = `stty raw -echo; read -r line; head -c ${bytes} /dev/zero; read -r line; printf end`;
  await box.create('s1', ['sh', '-c', program]);
  const events = await listening(t, box, ['s1', '--json'], box.path('s1'));
  await box.session('s1').send('\n');
  await events.until({ event: 'output', seq: bytes });
  await box.session('s1').send('\n');
  t.equal(await events.ended, 0);
  const output = events.all.filter(({ event }) => event === 'output');
  const times = output.map(({ time }) => Date.parse(String(time)));
  t.ok(output.length >= 2);
  for (let at = 10; at < times.length - 1; at++) {
    const span = (times[at] ?? 0) - (times[at - 10] ?? 0);
    t.ok(span >= 950, `eleven within ${span} ms`);
  }
  t.equal(output.at(-1)?.['seq'], bytes + 3);
});

/** Far more than the queue of a client and the sockets hold. */
const RESIZES = 20_000;

t.test('a slow reader is told what it missed, and other readers miss nothing', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS, { history: 0 });
  const slow = await Peer.connect(box.path('s1'));
  const fast = await Peer.connect(box.path('s1'));
  const client = await Peer.connect(box.path('s1'));
  t.teardown(() => [slow, fast, client].map((peer) => peer.close()));
  for (const peer of [slow, fast]) {
    peer.send({ type: 'request', id: 7, method: 'events', params: {} });
    await peer.message('reply');
  }
  slow.reads(false);
  const size = { cols: 20, rows: 5 };
  client.send({ type: 'attach', size, terminal: false, redraw: 'none', within: '' });
  await client.until('READY');
  const resizes = (peer: Peer): number => repliesOf(peer).filter(({ event }) => event === 'resized').length;
  for (let sent = 0; sent < RESIZES; sent += 1_000) {
    for (let count = 0; count < 1_000; count++)
      client.send({ type: 'resize', size: { cols: 20, rows: count % 2 === 0 ? 6 : 5 } });
    await eventually(
      () => resizes(fast) === sent + 1_000 + 1,
      () => resizes(fast),
    );
  }
  client.send({ type: 'data', bytes: Buffer.from('echo') });
  await client.until('echo');
  t.equal(client.output.toString(), 'READYecho', 'an attached client has everything');
  t.notOk(repliesOf(fast).some(({ event }) => event === 'missed'));
  slow.reads(true);
  const missed = (): Event | undefined => repliesOf(slow).find(({ event }) => event === 'missed');
  await eventually(
    () => missed() !== undefined,
    () => repliesOf(slow).length,
  );
  await eventually(
    () => repliesOf(fast).at(-1)?.['event'] === 'output',
    () => repliesOf(fast).at(-1),
  );
  const expected = repliesOf(fast).length - (repliesOf(slow).length - 1);
  t.equal(missed()?.['count'], expected, 'exactly those that it was not told');
  t.ok(expected > 1_000);
  // Later events are sent again.
  client.close();
  await eventually(
    () => repliesOf(slow).at(-1)?.['event'] === 'leader',
    () => repliesOf(slow).at(-1),
  );
  await box.session('s1').kill({ killSignal: 'KILL' });
  await slow.message('exit');
  t.match(repliesOf(slow).at(-1), { event: 'exited', signal: 9, more: false });
});

t.test('in a flood of titles and bells no event is missed, and the last title is told', async (t) => {
  const box = new Sandbox(t);
  const flood = 'i=0; while [ $i -lt 20000 ]; do printf "\\033]2;title $i\\007\\007"; i=$((i+1)); done';
  await box.create('s1', ['sh', '-c', `stty -echo; read -r line; ${flood}; read -r line`]);
  const events = await listening(t, box, ['s1', '--json'], box.path('s1'));
  await box.session('s1').send({ keys: ['Enter'] });
  await events.until({ event: 'title', title: 'title 19999' });
  await box.session('s1').send({ keys: ['Enter'] });
  t.equal(await events.ended, 0);
  t.notOk(events.all.some(({ event }) => event === 'missed'));
  t.ok(events.all.filter(({ event }) => event === 'bell').length > 0);
});
