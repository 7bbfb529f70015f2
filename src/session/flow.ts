// The clients of a session, and how its output flows to them. Pure: it decides, and its port
// carries out. Invariants: the program is paused only while a leader that makes progress lags, or
// for a creator that will attach, a file being written, the screen model, or a text search; a
// client that lost output gets a resync, or is evicted, before its next byte.
import type { Size } from '../../protocol/message.ts';
import type { Frame, Outbox } from './outbox.ts';
import { Roster } from './roster.ts';

export interface FlowClient {
  readonly id: number;
  readonly outbox: Outbox;
}

/** The properties of a client that attaches. */
export interface Membership {
  readonly size: Size;
  /** It never leads, nor has a say in the size. */
  readonly readonly: boolean;
  /** Its output is a terminal, on which a snapshot can be drawn after a loss. */
  readonly terminal: boolean;
}

export interface FlowPort<Client> {
  /** Pauses or resumes reading the program's output. */
  pause(on: boolean): void;
  /**
   * Measures the time, from now on, after which `stalled()` is to be called; or does so no longer.
   */
  setStallTimer(on: boolean): void;
  /** Sends a resync and a fresh snapshot, which are never dropped. */
  resync(client: Client): void;
  /**
   * Ends a client that has been removed, with the number of the program's bytes that it has missed.
   */
  evict(client: Client, missed: number): void;
}

/**
 * Bytes that wait for the leader. Above the first mark the program is slowed down, until at most
 * the second mark is left.
 */
export interface FlowMarks {
  readonly pauseBytes: number;
  readonly resumeBytes: number;
}

/**
 * What the program waits for: a creator that will attach, a log or a recording on a slow disk, a
 * screen model that cannot follow, a snapshot that a client needs, or a text search.
 */
export type PauseReason = 'creator' | 'log' | 'recording' | 'screen' | 'snapshot' | `client ${number}`;

interface Member<Client> {
  readonly client: Client;
  readonly terminal: boolean;
}

export class Flow<Client extends FlowClient> {
  /** Clients that are not read-only. */
  readonly roster: Roster;
  readonly #port: FlowPort<Client>;
  readonly #marks: FlowMarks;
  readonly #members = new Map<number, Member<Client>>();
  #paused = false;
  readonly #pauseReasons = new Set<PauseReason>();
  #ended = false;
  /** The leader that slows the program down. */
  #throttlingLeader: Client | undefined;
  /** Leaders that stalled. They no longer throttle the program until they read again. */
  readonly #stalled = new Set<Client>();

  constructor(port: FlowPort<Client>, marks: FlowMarks, roster = new Roster()) {
    this.#port = port;
    this.#marks = marks;
    this.roster = roster;
  }

  get leader(): Client | undefined {
    const id = this.roster.leader;
    return id === undefined ? undefined : this.#members.get(id)?.client;
  }

  attach(client: Client, { size, readonly, terminal }: Membership): void {
    this.#members.set(client.id, { client, terminal });
    if (!readonly) this.roster.attach(client.id, size);
    this.#update();
  }

  leave(client: Client): void {
    this.#stalled.delete(client);
    this.#members.delete(client.id);
    this.roster.leave(client.id);
    this.#update();
  }

  /** Keys of a client that is not read-only make it the leader. */
  onInput(client: Client): void {
    this.roster.keys(client.id);
    this.#update();
  }

  /** Sends one frame of output to every member. */
  output(frame: Frame): void {
    for (const { client } of this.#members.values()) client.outbox.send(frame);
    this.#update();
  }

  /** The client, or its terminal, has taken something. */
  progress(client: Client): void {
    const member = this.#members.get(client.id);
    if (!member) return;
    this.#stalled.delete(client);
    if (client.outbox.hasDropped && client.outbox.empty) this.#recoverFromDrop(member);
    if (client === this.#throttlingLeader) this.#port.setStallTimer(true);
    this.#update();
  }

  /**
   * The leader that throttles the program has taken nothing for too long. Output that fits its
   * queue still waits.
   */
  onLeaderStalled(): void {
    if (this.#throttlingLeader) this.#stalled.add(this.#throttlingLeader);
    this.#update();
  }

  /** Makes the program wait, or ends that wait, for a reason other than a client's queue. */
  hold(what: PauseReason, on: boolean): void {
    if (on) this.#pauseReasons.add(what);
    else this.#pauseReasons.delete(what);
    this.#update();
  }

  /**
   * The program has ended, and all of its output was sent. Clients no longer wait for the resync
   * that would make good a loss.
   */
  end(): void {
    this.#ended = true;
    this.#port.setStallTimer(false);
    for (const member of [...this.#members.values()])
      if (member.client.outbox.hasDropped) this.#recoverFromDrop(member);
  }

  #recoverFromDrop({ client, terminal }: Member<Client>): void {
    const { missed } = client.outbox;
    if (terminal) {
      client.outbox.resynced();
      this.#port.resync(client);
    } else {
      this.leave(client);
      this.#port.evict(client, missed);
    }
  }

  #update(): void {
    if (this.#ended) return;
    const { leader } = this;
    const behind = leader && this.#isBackpressured(leader) ? leader : undefined;
    if (behind !== this.#throttlingLeader) {
      this.#throttlingLeader = behind;
      this.#port.setStallTimer(behind !== undefined);
    }
    const paused = behind !== undefined || this.#pauseReasons.size > 0;
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#port.pause(paused);
  }

  #isBackpressured(leader: Client): boolean {
    const { pauseBytes, resumeBytes } = this.#marks;
    if (this.#stalled.has(leader)) return false;
    return leader.outbox.waiting > (leader === this.#throttlingLeader ? resumeBytes : pauseBytes);
  }
}
