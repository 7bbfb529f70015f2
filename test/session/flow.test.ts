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
import { Flow } from '../../src/session/flow.ts';
import { Outbox } from '../../src/session/outbox.ts';
import type { Frame, QueuedChunk } from '../../src/session/outbox.ts';

const BOUND = 100;
/** A frame of the longest kind, and what the kernel holds at the end, fit above the first mark. */
const MARKS = { pauseBytes: 60, resumeBytes: 20 };
const MOST = 20;

/** Stands for a resync with its snapshot. */
const RESYNC = 'R';

class Client {
  readonly outbox: Outbox;
  /** What the client has taken of what it was sent. */
  taken = '';
  /** What the client's socket holds; undefined if it is empty. */
  pending: string | undefined;
  reads = true;
  /** All output since the client attached. */
  all = '';
  letGo: number | undefined;
  /** True if the client stalled, and has taken nothing since. */
  stoodStill = false;
  everStoodStill = false;
  everFollowed = false;
  readonly id: number;
  readonly readonly: boolean;
  readonly terminal: boolean;

  constructor(id: number, readonly: boolean, terminal: boolean) {
    this.id = id;
    this.readonly = readonly;
    this.terminal = terminal;
    const write = (bytes: Buffer): boolean => {
      if (this.reads) this.taken += bytes.toString();
      else this.pending = bytes.toString();
      return this.reads;
    };
    this.outbox = new Outbox({ write }, BOUND, 30);
  }

  /** Takes what the socket holds, and returns true if that was something. */
  take(): boolean {
    if (this.pending === undefined) return false;
    this.taken += this.pending;
    this.pending = undefined;
    this.outbox.written();
    return true;
  }
}

class World {
  paused = false;
  watched = false;
  /** How often the leader's stall timer was started. */
  measured = 0;
  held = false;
  ended = false;
  readonly clients = new Map<number, Client>();
  readonly gone: Client[] = [];
  /** Interactive clients in the order of their last keys. */
  order: Client[] = [];
  readonly flow: Flow<Client>;
  #next = 0;

  constructor() {
    this.flow = new Flow<Client>(
      {
        pause: (on) => (this.paused = on),
        setStallTimer: (on) => {
          this.watched = on;
          if (on) this.measured++;
        },
        resync: (client) => {
          if (!client.outbox.empty && !this.ended)
            throw new Error('a resync for a client that has not caught up');
          client.outbox.sendControl(Buffer.from(RESYNC));
        },
        evict: (client, missed) => {
          client.letGo = missed;
          this.remove(client);
        },
      },
      MARKS,
    );
  }

  remove(client: Client): void {
    this.clients.delete(client.id);
    this.order = this.order.filter((one) => one !== client);
    this.gone.push(client);
  }

  attach(id: number, readonly: boolean, terminal: boolean): void {
    if (this.clients.has(id)) return;
    const client = new Client(id, readonly, terminal);
    this.clients.set(id, client);
    if (!readonly) this.order.push(client);
    this.flow.attach(client, { size: { cols: 80 + id, rows: 24 }, readonly, terminal });
  }

  leave(client: Client): void {
    this.remove(client);
    this.flow.leave(client);
  }

  keys(client: Client): void {
    if (!client.readonly) this.order = [...this.order.filter((one) => one !== client), client];
    this.flow.onInput(client);
  }

  /**
   * Makes the program print this many letters, which the terminal passes on unless it is paused.
   */
  output(count: number): void {
    let text = '';
    while (text.length < count) text += String.fromCharCode(97 + (this.#next++ % 26));
    const bytes = Buffer.from(text);
    const keep = (): QueuedChunk => ({ bytes, output: count });
    const frame: Frame = { bytes, output: count, retain: () => undefined, keep };
    for (const client of this.clients.values()) client.all += text;
    this.flow.output(frame);
  }

  take(client: Client): void {
    if (!client.take()) return;
    client.stoodStill = false;
    this.flow.progress(client);
  }

  stall(): void {
    const { leader } = this.flow;
    if (!this.watched || !leader) return;
    leader.stoodStill = leader.everStoodStill = true;
    this.flow.onLeaderStalled();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.flow.end();
  }
}

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
    if (!client.terminal && got.includes(RESYNC)) return 'a picture in a stream that is none';
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
  t.match(leader.taken, /R$/, 'it reads again, and gets a picture');
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
