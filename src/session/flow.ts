// The clients of a session, and how its output flows to them. Pure: it decides, and its port
// carries out. Invariants: the program is paused only while a leader that makes progress is behind,
// or for a creator that is to come, a file that is written, the screen model, or who looks for a
// text; a client that lost output gets a resync, or is let go, before its next byte.
import type { Size } from '../../protocol/message.ts';
import type { Frame, Outbox } from './outbox.ts';
import { Roster } from './roster.ts';

export interface FlowClient {
  readonly id: number;
  readonly outbox: Outbox;
}

/** What a client is as it attaches. */
export interface Membership {
  readonly size: Size;
  /** It never leads, nor has a say in the size. */
  readonly readonly: boolean;
  /** Its output is a terminal, on which a lost picture can be drawn again. */
  readonly terminal: boolean;
}

export interface FlowPort<Client> {
  /** Stops or goes on reading the program's output. */
  pause(on: boolean): void;
  /**
   * Measures the time, from now on, after which `stalled()` is to be called; or does so no longer.
   */
  setStallTimer(on: boolean): void;
  /** Sends a resync and a fresh picture, as what is always sent. */
  resync(client: Client): void;
  /**
   * Ends a client, which is no member any more, with the number of the program's bytes that it has
   * missed.
   */
  evict(client: Client, missed: number): void;
}

/**
 * Bytes that wait for the leader: above the first the program is slowed down, until there are no
 * more than the second.
 */
export interface FlowMarks {
  readonly pauseBytes: number;
  readonly resumeBytes: number;
}

/**
 * For what the program waits: a creator that is to come, a log or a recording on a slow disk, the
 * screen model that cannot follow, a picture that a client is to have, who looks for a text.
 */
export type PauseReason = 'creator' | 'log' | 'recording' | 'screen' | 'picture' | `client ${number}`;

interface Member<Client> {
  readonly client: Client;
  readonly terminal: boolean;
}

export class Flow<Client extends FlowClient> {
  /** Those that are not read-only. */
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
   * The leader that slows the program down has taken nothing for as long as it may. What fits its
   * queue still waits.
   */
  onLeaderStalled(): void {
    if (this.#throttlingLeader) this.#stalled.add(this.#throttlingLeader);
    this.#update();
  }

  /** The program waits, or does not any more, for something that is no client. */
  hold(what: PauseReason, on: boolean): void {
    if (on) this.#pauseReasons.add(what);
    else this.#pauseReasons.delete(what);
    this.#update();
  }

  /**
   * The program has ended, and all of its output was sent. No client has to wait any longer for
   * what makes good a loss.
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
