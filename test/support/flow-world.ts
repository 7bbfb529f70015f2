// Clients and a program around a Flow, for tests. The output is letters, and a test decides when a
// timer expires.
import { Flow } from '../../src/session/flow.ts';
import { Outbox } from '../../src/session/outbox.ts';
import type { Frame, QueuedChunk } from '../../src/session/outbox.ts';

export const BOUND = 100;
/** A frame of the longest kind, and what the kernel holds at the end, fit above the first mark. */
export const MARKS = { pauseBytes: 60, resumeBytes: 20 };
export const MOST = 20;

/** Stands for a resync with its snapshot. */
export const RESYNC = 'R';

export class Client {
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

export class World {
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
