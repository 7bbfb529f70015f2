// The flow of output to any number of clients, driven by generated sequences of events. After each
// event these hold:
//  1. There is a leader if and only if an interactive client is attached: the one that attached or
//     typed last.
//  2. The program is paused only while the leader is backpressured, has lost nothing, and has read
//     something within its stall time; that time runs exactly then.
//  3. No queue exceeds its bound.
//  4. A terminal that has lost output gets a resync before its next byte. Any other client that has
//     lost output is evicted; what it got and the number of bytes that it is told add up to all
//     output since it attached.
//  5. No client loses what fits the queue. The leader loses nothing else either, before it has
//     stalled.
import fc from 'fast-check';
import t from 'tap';
import { BOUND, MARKS, MOST, RESYNC, World } from '../support/flow-world.ts';
import type { Client } from '../support/flow-world.ts';

/**
 * The number of bytes that were missed before resyncs; NaN if what the client got is not all output
 * less these.
 */
function missedBy({ taken, all }: Client): number {
  const [first = '', ...parts] = taken.split(RESYNC);
  if (!all.startsWith(first)) return NaN;
  // Letters repeat every 26, so a part after a gap is searched from the end of the output.
  const rest = parts.join('').length;
  if (parts.length > 0 && !all.endsWith(parts.at(-1) ?? '')) return NaN;
  return all.length - first.length - rest;
}

function violated(world: World): string | undefined {
  const { flow, order, clients } = world;
  if (flow.leader !== order.at(-1)) return 'leader';
  if (flow.roster.leader !== order.at(-1)?.id) return "the roster's leader";
  const { leader } = flow;
  if (world.held && !world.paused && !world.ended) return 'not paused for a creator';
  if (world.paused && !world.held && !world.ended) {
    if (!leader) return 'paused without a leader';
    if (leader.outbox.hasDropped || leader.stoodStill) return 'paused for a leader that is given up';
    if (leader.outbox.waiting <= MARKS.resumeBytes) return 'paused for a leader that is not behind';
  }
  if (world.watched && (!world.paused || world.ended))
    return 'the stall time runs although the program is not paused';
  if (world.paused && !world.held && !world.watched && !world.ended) return 'time is not measured';
  for (const client of clients.values()) {
    if (client.outbox.waiting > BOUND) return 'bound';
    if (client !== leader) client.everFollowed = true;
    const paced = !client.everFollowed && !client.everStoodStill;
    if (paced && client.outbox.hasDropped) return 'the leader lost output';
    const got = client.taken + (client.pending ?? '');
    if (!client.terminal && got.includes(RESYNC)) return 'a snapshot for a client that is not a terminal';
    if (!got.includes(RESYNC) && !client.all.startsWith(got)) return 'a gap without a resync';
    if (client.outbox.hasDropped && client.all.length <= BOUND) return 'what fits was dropped';
  }
  for (const client of world.gone) {
    if (client.letGo === undefined) continue;
    if (client.terminal) return 'a terminal was let go';
    const got = client.taken + (client.pending ?? '');
    if (got.length + client.letGo !== client.all.length) return 'the number of bytes missed';
  }
  return undefined;
}

const nobody = fc.constant(undefined);
const number = fc.integer({ min: 1, max: 4 });
const event = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant('attach'), number, fc.integer({ min: 0, max: 3 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('leave'), number, nobody) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('keys'), number, nobody) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('resize'), number, fc.integer({ min: 1, max: 200 })) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('output'), fc.integer({ min: 1, max: MOST }), nobody) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('stop reading'), number, nobody) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('read again'), number, nobody) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('take once'), number, nobody) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('progress'), number, nobody) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('stall'), number, nobody) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('hold'), fc.integer({ min: 0, max: 1 }), nobody) },
);

function play(world: World, [what, value, more]: readonly [string, number, number | undefined]): void {
  const client = world.clients.get(value);
  switch (what) {
    case 'attach':
      return world.attach(value, more === 1, more !== 2);
    case 'output':
      return world.paused ? undefined : world.output(value);
    case 'stall':
      return world.stall();
    case 'hold':
      world.held = value === 1;
      return world.flow.hold('creator', world.held);
  }
  if (!client) return;
  switch (what) {
    case 'leave':
      return world.leave(client);
    case 'keys':
      return world.keys(client);
    case 'resize':
      return world.flow.roster.resize(value, { cols: more ?? 1, rows: 24 });
    case 'stop reading':
      client.reads = false;
      return;
    case 'read again':
      client.reads = true;
      return world.take(client);
    case 'take once':
      return world.take(client);
    case 'progress':
      client.stoodStill = false;
      return world.flow.progress(client);
  }
}

t.test('for any clients and events the invariants hold, and in the end clients have everything', (t) => {
  const seen = { pauses: 0, resyncs: 0, letGo: 0, stalls: 0, followers: 0, paced: 0 };
  const run = fc.property(
    fc.array(event, { minLength: 40, maxLength: 150, size: 'max' }),
    fc.nat(MOST),
    (events, tail) => {
      const world = new World();
      for (const [at, one] of events.entries()) {
        const before = world.paused;
        play(world, one);
        const wrong = violated(world);
        if (wrong !== undefined) throw new Error(`${wrong}, after event ${at}: ${JSON.stringify(one)}`);
        if (world.paused && !before) seen.pauses++;
        if (world.flow.leader?.stoodStill) seen.stalls++;
      }
      // What the kernel holds at the program's end comes even though the program is paused.
      if (tail > 0) world.output(tail);
      world.end();
      const wrong = violated(world);
      if (wrong !== undefined) throw new Error(`${wrong}, at the end`);
      for (const client of [...world.clients.values()]) {
        client.reads = true;
        world.take(client);
        if (!client.outbox.empty || client.outbox.hasDropped) throw new Error('something is left');
        const missed = missedBy(client);
        const resyncs = client.taken.split(RESYNC).length - 1;
        if (Number.isNaN(missed) || missed > 0 !== resyncs > 0) throw new Error(`got ${client.taken}`);
        seen.resyncs += resyncs;
        if (!client.everFollowed && client.all.length > BOUND) seen.paced++;
      }
      seen.letGo += world.gone.filter((client) => client.letGo !== undefined).length;
      seen.followers += world.flow.leader === undefined && world.clients.size > 0 ? 1 : 0;
    },
  );
  fc.assert(run, { numRuns: 4000 });
  for (const [what, count] of Object.entries(seen)) t.ok(count > 50, `${what}: ${count}`);
  t.end();
});
