// The composition root of a host: one program, one PTY, one socket, any number of clients. It wires the paths
// of output and input to them, and holds the order of a session's life: pass bytes, and at the program's end
// give every client all of the output, then the status, then go.
import { MAX_DATA_BYTES } from '../../protocol/limits.ts';
import { DATA_HEADER_BYTES, hello } from '../../protocol/message.ts';
import type { Attach, Exit, Message, Request, Size } from '../../protocol/message.ts';
import type { LaunchOrder } from '../base/launch.ts';
import { CREATOR_WAIT_MS, END_STALL_MS, REPLIES_BYTES } from '../base/limits.ts';
import { Pty } from '../pty/pty.ts';
import type { Flow } from '../session/flow.ts';
import { reportsIn, withoutReports } from '../session/reports.ts';
import { Connection, turnAway } from './connection.ts';
import { SessionProcesses } from './ending.ts';
import { InputPath } from './input-path.ts';
import type { Log } from './log.ts';
import { OutputPath } from './output-path.ts';
import { answer } from './requests.ts';
import { SessionRecord } from './record.ts';
import type { Reserve } from './reserve.ts';
import type { OwnSocket } from './socket.ts';
import { Window } from './window.ts';

/** Ctrl-L, at which line editors and full-screen programs draw their screen again. */
const REDRAW_KEY = Buffer.of(0x0c);

export class Host {
  /** The end of the session, once every client has it or was given up. */
  readonly ended: Promise<Exit>;
  readonly pid: number;
  readonly #order: LaunchOrder;
  readonly #record = new SessionRecord(Date.now);
  readonly #socket: OwnSocket;
  readonly #connections = new Map<number, Connection>();
  readonly #output: OutputPath;
  readonly #input: InputPath;
  readonly #window: Window;
  readonly #processes: SessionProcesses;
  #exit: Exit | undefined;
  /** Until what the program leaves behind in its session has ended, where its end was asked for. */
  #leftBehind: Promise<void> | undefined;
  #nextId = 1;
  /** Runs while the creator is waited for. */
  #creator: NodeJS.Timeout | undefined;
  /** Runs at the end, while clients take the rest of the output. */
  #lastCall: NodeJS.Timeout | undefined;
  #gone: (exit: Exit) => void = () => undefined;

  /**
   * Starts the program and serves the socket, which accepts connections already.
   * @throws TdetachError spawn-failed
   */
  constructor(order: LaunchOrder, socket: OwnSocket, log: Log, reserve: Reserve) {
    this.#order = order;
    this.#socket = socket;
    this.ended = new Promise((resolve) => (this.#gone = resolve));
    const { size, sizing, history, creatorAttaches } = order;
    const frame = { chunkBytes: MAX_DATA_BYTES, headroom: DATA_HEADER_BYTES };
    const pty = new Pty(
      { ...order, ...size, ...frame },
      {
        onOutput: (buffer, count) => {
          this.#record.printed(count);
          return this.#output.output(buffer, count);
        },
        onExit: (status, signal) => this.#finish({ type: 'exit', status, signal }),
      },
    );
    this.pid = pty.pid;
    this.#processes = new SessionProcesses(pty.pid, reserve);
    this.#output = new OutputPath(
      {
        pause: (on) => {
          if (on) pty.pause();
          else pty.resume();
        },
        repaint: ({ attached }) => {
          if (attached && !attached.readonly && attached.redraw !== 'none') this.#window.repaint();
        },
        letGo: (client, missed) => this.#letGo(client, missed),
        answer: (report) => this.#input.answer(Buffer.from(report, 'latin1')),
        log,
      },
      size,
      sizing,
      history,
      creatorAttaches,
    );
    this.#input = new InputPath((bytes) => pty.write(bytes));
    this.#window = new Window(size, (to) => pty.resize(to));
    if (creatorAttaches) this.#creator = setTimeout(() => this.#creatorIsLate(), CREATOR_WAIT_MS);
    const events = {
      onMessage: (from: Connection, message: Message): void => this.#receive(from, message),
      onProgress: (of: Connection): void => this.#progress(of),
      onClose: (closed: Connection): void => this.#leave(closed),
    };
    socket.onConnection = (peer): void => {
      if (reserve.hasRoom) this.#accept(new Connection(this.#nextId++, peer, events));
      else turnAway(peer, order.address.file);
    };
    // With what is kept they can be accepted, and turned away.
    socket.onFull = (): void => void reserve.release();
  }

  /** Ends the program, and so the session. */
  terminate(): void {
    this.#processes.terminate();
  }

  get #flow(): Flow<Connection> {
    return this.#output.flow;
  }

  #accept(connection: Connection): void {
    this.#connections.set(connection.id, connection);
    const { address, version } = this.#order;
    connection.send(hello({ version, session: address.file, pid: this.pid }));
  }

  #receive(from: Connection, message: Message): void {
    switch (message.type) {
      case 'attach':
        return this.#attach(from, message);
      case 'data':
        return this.#type(from, message.bytes);
      case 'resize':
        return this.#resize(from, message.size);
      case 'detach':
        return this.#detach(from);
      case 'signal':
        return from.attached?.readonly ? undefined : this.#processes.signal(message);
      case 'request':
        return this.#answer(from, message);
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
    const { size, terminal, readonly = false, sizing } = message;
    if (sizing && !readonly) this.#flow.roster.sizing = sizing;
    this.#flow.attach(client, { size, readonly, terminal });
    const resized = this.#newOrder();
    const shown = this.#output.welcome(client);
    clearTimeout(this.#creator);
    this.#creator = undefined;
    if (this.#exit) return this.#close(this.#exit);
    if (shown || readonly || message.redraw === 'none') return;
    if (message.redraw === 'ctrl_l') this.#input.add(client, REDRAW_KEY);
    else if (!resized) this.#window.repaint();
  }

  #creatorIsLate(): void {
    this.#creator = undefined;
    if (this.#exit) this.#close(this.#exit);
    else this.#output.creatorIsLate();
  }

  /** Keys of an attached client make it the leader; what its terminal answers on its own does not. */
  #type(from: Connection, bytes: Uint8Array): void {
    if (!from.attached?.readonly) this.#record.typed();
    if (!from.attached) return this.#input.add(from, bytes);
    if (from.attached.readonly) return;
    if (from === this.#flow.leader) {
      for (const report of reportsIn(Buffer.from(bytes))) this.#output.learn(report);
      return this.#input.add(from, bytes);
    }
    const keys = withoutReports(Buffer.from(bytes));
    if (keys.length === 0) return;
    this.#flow.keys(from);
    this.#newOrder();
    this.#input.add(from, keys);
  }

  #resize(client: Connection, size: Size): void {
    if (client.attached) client.attached = { ...client.attached, size };
    this.#flow.roster.resize(client.id, size);
    this.#newOrder();
  }

  /** Replies are never dropped, so who sends requests and does not read has to go. */
  #answer(from: Connection, request: Request): void {
    if (from.outbox.own > REPLIES_BYTES) return from.destroy();
    answer(request, from, {
      order: this.#order,
      pid: this.pid,
      record: this.#record,
      connections: this.#connections,
      output: this.#output,
      input: this.#input,
      window: this.#window,
      detach: (client) => this.#detach(client),
    });
  }

  /** Who leads, or how large its terminal is, may have changed: whether that changed the size. */
  #newOrder(): boolean {
    if (this.#exit) return false;
    const { size } = this.#flow.roster;
    const resized = size !== undefined && this.#window.set(size);
    if (resized) this.#output.resized(size);
    this.#output.newLeader();
    return resized;
  }

  #progress(of: Connection): void {
    if (this.#exit) this.#lastCall?.refresh();
    else this.#flow.progress(of);
  }

  /** An attached client leaves at once; one that only sends is told when everything has been taken. */
  #detach(client: Connection): void {
    const bye = (below?: number): void => {
      client.send({ type: 'detach', below });
      client.end();
    };
    if (!client.attached) return this.#input.whenTaken(client, bye);
    client.outbox.drop();
    const below = this.#output.below(client);
    this.#forget(client);
    bye(below);
  }

  #leave(client: Connection): void {
    this.#connections.delete(client.id);
    this.#input.leave(client);
    this.#forget(client);
    if (this.#exit) this.#goIfAlone(this.#exit);
  }

  #forget(client: Connection): void {
    client.attached = undefined;
    this.#flow.leave(client);
    this.#newOrder();
  }

  #letGo(client: Connection, missed: number): void {
    this.#forget(client);
    const what = `${missed} bytes of the output were not delivered`;
    client.refuse('fell-behind', `this client fell behind: ${what}, as it did not take them in time`);
  }

  /** The program has ended, and all of its output is in the outboxes (or held for a creator that is to come). */
  #finish(exit: Exit): void {
    this.#exit = exit;
    this.#leftBehind = this.#processes.programEnded();
    this.#flow.end();
    this.#input.stop();
    this.#window.stop();
    if (!this.#creator) this.#close(exit);
  }

  /** The name is free again; whoever is connected gets the rest of the output and the status. */
  #close(exit: Exit): void {
    if (this.#lastCall) return;
    this.#socket.close();
    for (const connection of this.#connections.values()) {
      connection.send({ ...exit, below: this.#output.below(connection) });
      connection.end();
    }
    this.#lastCall = setTimeout(() => void this.#go(exit), END_STALL_MS);
    this.#goIfAlone(exit);
  }

  #goIfAlone(exit: Exit): void {
    if (this.#connections.size > 0 || this.#creator) return;
    clearTimeout(this.#lastCall);
    void this.#go(exit);
  }

  async #go(exit: Exit): Promise<void> {
    await this.#leftBehind;
    this.#gone(exit);
  }
}
