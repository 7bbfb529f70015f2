// The composition root of a host: one program, one PTY, one socket, any number of clients. It wires the pure
// parts of src/session to them and holds no policy of its own but the order of a session's life: open the
// socket, start the program, pass bytes, send everything and then the status, go.
import { DATA_HEADER_BYTES, hello, writeDataHeader } from '../../protocol/message.ts';
import { MAX_DATA_BYTES } from '../../protocol/limits.ts';
import type { Attach, Exit, Message } from '../../protocol/message.ts';
import type { Address } from '../base/address.ts';
import * as limits from '../base/limits.ts';
import { HeldOutput } from '../session/held-output.ts';
import { InputQueue } from '../session/input-queue.ts';
import type { Frame } from '../session/outbox.ts';
import { withoutReports } from '../session/reports.ts';
import { Roster } from '../session/roster.ts';
import { Modes } from '../screen/modes.ts';
import { Pty } from '../pty/pty.ts';
import type { Size } from '../../protocol/message.ts';
import { Connection } from './connection.ts';
import { signalForeground, terminate } from './ending.ts';
import { answer } from './requests.ts';
import type { OwnSocket } from './socket.ts';

export interface HostOptions {
  readonly address: Address;
  readonly version: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: number;
  readonly size: Size;
  /** Whether whoever creates the session is about to attach, and is waited for. */
  readonly creatorAttaches: boolean;
}

/** A frame of more bytes than this stays where it is while it waits; a smaller one is copied out. */
const COPY_BYTES = MAX_DATA_BYTES / 4;

export class Host {
  /** The end of the session, once every client has it or was given up. */
  readonly ended: Promise<Exit>;
  readonly pid: number;
  readonly #options: HostOptions;
  readonly #socket: OwnSocket;
  readonly #pty: Pty;
  readonly #roster = new Roster();
  readonly #connections = new Map<number, Connection>();
  /** The modes in force at the end of the output, and at the beginning of what is held. */
  readonly #modes = new Modes();
  readonly #heldModes = new Modes();
  #held: HeldOutput | undefined = new HeldOutput(limits.HELD_OUTPUT_BYTES, (bytes) =>
    this.#heldModes.feed(bytes),
  );
  readonly #input: InputQueue;
  #size: Size;
  #paused = false;
  #exit: Exit | undefined;
  #nextId = 1;
  #retryMs = limits.INPUT_RETRY_FIRST_MS;
  #retry: NodeJS.Timeout | undefined;
  #stall: NodeJS.Timeout | undefined;
  #nudge: NodeJS.Timeout | undefined;
  #creator: NodeJS.Timeout | undefined;
  #gone: (exit: Exit) => void = () => undefined;

  /**
   * Starts the program and serves the socket, which accepts connections already.
   * @throws TdetachError spawn-failed
   */
  constructor(options: HostOptions, socket: OwnSocket) {
    this.#options = options;
    this.#socket = socket;
    this.#size = options.size;
    this.ended = new Promise((resolve) => (this.#gone = resolve));
    const { command, env, cwd, umask, size } = options;
    this.#pty = new Pty(
      { command, env, cwd, umask, ...size, chunkBytes: MAX_DATA_BYTES, headroom: DATA_HEADER_BYTES },
      {
        onOutput: (frame, count) => this.#output(frame, count),
        onExit: (status, signal) => this.#finish({ type: 'exit', status, signal }),
      },
    );
    this.pid = this.#pty.pid;
    this.#input = new InputQueue((bytes) => this.#pty.write(bytes), limits.INPUT_TURN_BYTES);
    if (options.creatorAttaches) {
      this.#creator = setTimeout(() => this.#creatorCame(), limits.CREATOR_WAIT_MS);
    }
    socket.server.on('connection', (peer) =>
      this.#accept(new Connection(this.#nextId++, peer, this.#events)),
    );
    socket.server.on('error', () => undefined); // EMFILE while accepting: the next one may be luckier
  }

  /** Ends the program, and so the session. */
  terminate(): void {
    if (!this.#exit) terminate(this.pid);
  }

  readonly #events = {
    onMessage: (from: Connection, message: Message): void => this.#receive(from, message),
    onProgress: (of: Connection): void => this.#progress(of),
    onClose: (closed: Connection): void => this.#leave(closed),
  };

  #accept(connection: Connection): void {
    this.#connections.set(connection.id, connection);
    const { address, version } = this.#options;
    connection.send(hello({ version, session: address.file, pid: this.pid }));
  }

  // --- what the program prints

  #output(frame: Buffer, count: number): boolean {
    const bytes = frame.subarray(DATA_HEADER_BYTES, DATA_HEADER_BYTES + count);
    this.#modes.feed(bytes);
    if (this.#held) {
      this.#held.add(bytes);
      this.#flow();
      return true;
    }
    writeDataHeader(frame, count);
    const whole = frame.subarray(0, DATA_HEADER_BYTES + count);
    let retained = false;
    let copied: Buffer | undefined;
    const retain = (): void => void (retained = true);
    const copy = (): Buffer => {
      if (count > COPY_BYTES) retain();
      return (copied ??= count > COPY_BYTES ? whole : Buffer.from(whole));
    };
    for (const connection of this.#connections.values()) {
      if (connection.attached) this.#sendOutput(connection, { bytes: whole, retain, copy });
    }
    this.#flow();
    return !retained;
  }

  /** Only the leader may hold the program up: anybody else's full outbox is given up. */
  #sendOutput(to: Connection, frame: Frame): void {
    if (to.outbox.full && to.id !== this.#roster.leader && to.outbox.missed === 0) this.#giveUp(to);
    to.outbox.send(frame);
  }

  #giveUp(client: Connection): void {
    client.outbox.drop();
    if (!client.attached?.terminal) {
      client.refuse(
        'fell-behind',
        `it fell behind: ${client.outbox.missed} bytes of output were not delivered`,
      );
    }
  }

  /** Holds the program up, or lets it run on, as its leader's outbox (or a creator that is to come) demands. */
  #flow(): void {
    const leader = this.#connections.get(this.#roster.leader ?? 0)?.outbox;
    const behind =
      leader?.missed === 0 && (this.#paused ? leader.waiting > limits.OUTBOX_RESUME_BYTES : leader.full);
    const wanted = behind || (this.#creator !== undefined && (this.#held?.full ?? false));
    if (wanted === this.#paused) return;
    this.#paused = wanted;
    clearTimeout(this.#stall);
    if (wanted) {
      this.#pty.pause();
      if (behind) this.#stall = setTimeout(() => this.#leaderStalls(), limits.LEADER_STALL_MS);
    } else {
      this.#pty.resume();
    }
  }

  #leaderStalls(): void {
    const leader = this.#connections.get(this.#roster.leader ?? 0);
    if (leader && leader.outbox.waiting > limits.OUTBOX_RESUME_BYTES) this.#giveUp(leader);
    this.#flow();
  }

  #progress(of: Connection): void {
    if (this.#exit) return void this.#stall?.refresh();
    if (of.outbox.missed > 0 && of.outbox.empty && of.attached) {
      of.outbox.resynced();
      of.send({ type: 'resync' });
      of.sendBytes(this.#modes.enter());
      this.#repaint(of.attached);
    }
    if (of.id === this.#roster.leader) this.#stall?.refresh();
    this.#flow();
  }

  // --- what clients send

  #receive(from: Connection, message: Message): void {
    switch (message.type) {
      case 'attach':
        return this.#attach(from, message);
      case 'data':
        return this.#type(from, message.bytes);
      case 'resize':
        this.#roster.resize(from.id, message.size);
        return this.#resize();
      case 'detach':
        return this.#detach(from);
      case 'signal':
        return signalForeground(this.pid, message.signal);
      case 'request':
        return from.send(answer(message, this.#connections.values(), this.#roster.leader));
      case 'progress':
        return this.#progress(from);
      case 'hello':
      case 'exit':
      case 'error':
      case 'reply':
      case 'resync':
        return; // a host's own words, which mean nothing to it
      default:
        return message satisfies never;
    }
  }

  #attach(client: Connection, message: Attach): void {
    if (client.attached) return client.refuse('bad-message', 'it is attached already');
    client.attached = message;
    this.#roster.attach(client.id, message.size);
    const held = this.#held;
    if (held) {
      if (held.lost > 0 && message.terminal) client.sendBytes(this.#heldModes.enter());
      client.sendBytes(held.take());
      this.#held = undefined;
    } else if (message.terminal) {
      client.sendBytes(this.#modes.enter());
    }
    if (this.#exit) return this.#close(this.#exit);
    const sameSize = message.size.cols === this.#size.cols && message.size.rows === this.#size.rows;
    this.#resize();
    // Whoever has been given all the output from the first byte has the screen already.
    if (!held || held.lost > 0) {
      if (message.redraw === 'ctrl_l') this.#type(client, Buffer.of(0x0c));
      else if (message.redraw === 'winch' && sameSize) this.#repaint(message);
    }
    this.#creatorCame();
  }

  #creatorCame(): void {
    clearTimeout(this.#creator);
    this.#creator = undefined;
    if (this.#exit) this.#close(this.#exit);
    else this.#flow();
  }

  #type(from: Connection, bytes: Uint8Array): void {
    const leads = from.id === this.#roster.leader;
    const input = from.attached && !leads ? withoutReports(Buffer.from(bytes)) : bytes;
    if (input.length === 0) return;
    if (from.attached && !leads) {
      this.#roster.keys(from.id);
      this.#resize();
      this.#flow();
    }
    if (this.#input.add(from.id, input)) return;
    if (this.#input.waiting(from.id) > limits.INPUT_QUEUE_BYTES) from.listen(false);
    this.#retry ??= setTimeout(() => this.#pump(), this.#retryMs);
  }

  /** Tries a full terminal again, at longer and longer intervals while it takes nothing. */
  #pump(): void {
    const taken = this.#input.pump();
    for (const connection of this.#connections.values()) {
      if (this.#input.waiting(connection.id) <= limits.INPUT_QUEUE_BYTES / 2) connection.listen(true);
    }
    this.#retryMs =
      taken > 0 ? limits.INPUT_RETRY_FIRST_MS : Math.min(this.#retryMs * 2, limits.INPUT_RETRY_LONGEST_MS);
    this.#retry = this.#input.empty ? undefined : setTimeout(() => this.#pump(), this.#retryMs);
  }

  /** An attached client leaves at once; one that only sends is told when everything has been taken. */
  #detach(client: Connection): void {
    const bye = (): void => {
      client.send({ type: 'detach' });
      client.end();
    };
    if (!client.attached) return this.#input.whenDrained(client.id, bye);
    this.#forget(client);
    client.outbox.drop();
    bye();
  }

  #leave(client: Connection): void {
    this.#connections.delete(client.id);
    this.#forget(client);
    if (this.#exit) this.#goIfAlone();
  }

  #forget(client: Connection): void {
    client.attached = undefined;
    this.#roster.leave(client.id);
    if (this.#exit) return;
    this.#resize();
    this.#flow();
  }

  // --- size

  #resize(): void {
    const wanted = this.#roster.size;
    if (!wanted || (wanted.cols === this.#size.cols && wanted.rows === this.#size.rows)) return;
    clearTimeout(this.#nudge);
    this.#nudge = undefined;
    this.#size = wanted;
    this.#pty.resize(wanted.cols, wanted.rows);
  }

  /** Makes the program repaint at an unchanged size: a real change of size, and back. */
  #repaint({ redraw }: Attach): void {
    if (redraw === 'none' || this.#nudge) return;
    const { cols, rows } = this.#size;
    this.#pty.resize(cols, rows > 1 ? rows - 1 : rows + 1);
    this.#nudge = setTimeout(() => {
      this.#nudge = undefined;
      this.#pty.resize(this.#size.cols, this.#size.rows);
    }, limits.REPAINT_NUDGE_MS);
  }

  // --- the end

  /** The program has ended, and all of its output is in the outboxes (or held for a creator that is to come). */
  #finish(exit: Exit): void {
    this.#exit = exit;
    for (const timer of [this.#stall, this.#nudge, this.#retry]) clearTimeout(timer);
    if (!this.#creator) this.#close(exit);
  }

  /** The name is free again; whoever is connected gets the rest of the output and the status. */
  #close(exit: Exit): void {
    clearTimeout(this.#creator);
    this.#creator = undefined;
    this.#socket.unlink();
    this.#socket.server.close();
    for (const connection of this.#connections.values()) {
      connection.send(exit);
      connection.end();
    }
    this.#stall = setTimeout(() => this.#gone(exit), limits.END_STALL_MS);
    this.#goIfAlone();
  }

  #goIfAlone(): void {
    if (this.#exit && this.#connections.size === 0 && !this.#creator) {
      clearTimeout(this.#stall);
      this.#gone(this.#exit);
    }
  }
}
