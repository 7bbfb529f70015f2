// Which client throttles the program, and for how long.
import t from 'tap';
import { Outbox } from '../../src/session/outbox.ts';
import { BOUND, MOST, World } from '../support/flow-world.ts';
import type { Client } from '../support/flow-world.ts';

function flood(world: World, frames: number): void {
  for (let count = 0; count < frames && !world.paused; count++) world.output(MOST);
}

/** A leader that reads nothing of a flood. */
function overrun(): { world: World; leader: Client } {
  const world = new World();
  world.attach(1, false, true);
  const leader = world.clients.get(1);
  if (!leader) throw new Error('it is not attached');
  leader.reads = false;
  flood(world, 100);
  return { world, leader };
}

t.test('a stalled leader throttles the program for a time, and then no longer', (t) => {
  const { world, leader } = overrun();
  t.ok(world.paused && world.watched, 'it is waited for');
  t.notOk(leader.outbox.hasDropped);
  world.stall();
  t.notOk(world.paused || world.watched, 'and then it is not');
  t.notOk(leader.outbox.hasDropped, 'what fits the queue waits there');
  flood(world, 3);
  t.ok(leader.outbox.hasDropped, 'until it overflows');
  t.equal(leader.outbox.waiting, 0);
  leader.reads = true;
  world.take(leader);
  t.match(leader.taken, /R$/, 'it reads again, and gets a snapshot');
  leader.reads = false;
  flood(world, 100);
  t.ok(world.paused, 'and leads the pace again');
  t.end();
});

t.test('a slow leader throttles the program until little is left, and each step restarts its time', (t) => {
  const { world, leader } = overrun();
  t.equal(leader.outbox.waiting, 4 * MOST);
  const steps: unknown[] = [];
  while (world.paused) {
    const before = world.measured;
    world.take(leader);
    steps.push([leader.outbox.waiting, world.paused, world.measured - before]);
  }
  const expected = [
    [3 * MOST, true, 1],
    [2 * MOST, true, 1],
    [MOST, false, 1],
  ];
  t.strictSame(steps, expected);
  t.notOk(world.watched);
  t.end();
});

t.test('a new leader has the whole time, and its predecessor does not throttle the program', (t) => {
  const world = new World();
  world.attach(1, false, true);
  world.attach(2, false, true);
  for (const client of world.clients.values()) client.reads = false;
  flood(world, 100);
  const before = world.measured;
  const first = world.clients.get(1);
  if (first) world.keys(first);
  t.equal(world.measured, before + 1, 'measured afresh');
  t.ok(world.paused && world.watched);
  world.attach(3, false, true);
  t.notOk(world.paused, 'this one is not behind');
  t.end();
});

t.test('read-only clients and others that do not lead do not throttle the program', (t) => {
  const world = new World();
  world.attach(1, true, true);
  world.attach(2, true, false);
  t.equal(world.flow.leader, undefined);
  for (const client of world.clients.values()) client.reads = false;
  flood(world, 100);
  t.notOk(world.paused);
  const [first, second] = [...world.clients.values()];
  t.ok(first?.outbox.hasDropped && second?.outbox.hasDropped);
  if (second) world.take(second);
  t.equal(second?.letGo, 100 * MOST - MOST, 'all but the frame that its socket had');
  world.attach(3, false, false);
  t.equal(world.flow.leader?.id, 3, 'a client without a terminal can lead');
  t.end();
});

t.test('one frame is the same bytes for all clients', (t) => {
  const world = new World();
  const given: Buffer[] = [];
  for (const id of [1, 2, 3]) world.attach(id, false, true);
  for (const client of world.clients.values()) {
    const write = (bytes: Buffer): boolean => given.push(bytes) < 0;
    Object.assign(client, { outbox: new Outbox({ write }, BOUND, 30) });
  }
  const bytes = Buffer.from('x');
  world.flow.output({ bytes, output: 1, retain: () => undefined, keep: () => ({ bytes, output: 1 }) });
  t.equal(given.length, 3);
  t.ok(given.every((one) => one === bytes));
  t.end();
});

t.test('a client that has stalled does not throttle the program again, however the lead changes', (t) => {
  const world = new World();
  for (const id of [1, 2]) world.attach(id, false, true);
  const [first, second] = [...world.clients.values()];
  if (!first || !second) return t.end();
  first.reads = second.reads = false;
  for (const client of [first, second]) {
    world.keys(client);
    flood(world, 5);
    t.ok(world.paused, 'each is waited for once');
    world.stall();
  }
  world.keys(first);
  t.notOk(world.paused, 'and not again');
  t.end();
});
