// The composition root of a host: one program, one PTY, one socket, any number of clients. It wires
// the paths of output and input to them; shutdown.ts holds the order in which it ends.
import { MAX_DATA_BYTES } from '../../protocol/wire-limits.ts';
import { DATA_HEADER_BYTES } from '../../protocol/encode.ts';
import type { Attach, Exit, Message, Request, Size } from '../../protocol/message.ts';
import type { LaunchOrder } from '../base/launch/launch-messages.ts';
import { REPLIES_BYTES } from '../base/limits/flow-limits.ts';
import { Pty } from '../pty/pty.ts';
import type { Flow } from '../session/flow.ts';
import { IdleCollector } from '../v8/idle-collector.ts';
import { Checkpoints } from './output/checkpoints.ts';
import type { AgentLink } from './clients/agent-link.ts';
import { ClientInputs } from './clients/client-input.ts';
import { Connection, turnAway } from './clients/connection.ts';
import { leaveRemains } from './life/write-ended.ts';
import { SessionProcesses } from './life/ending.ts';
import type { Files } from './files/files.ts';
import { Followers } from './clients/followers.ts';
import { InputPath } from './output/input-path.ts';
import { Shutdown } from './life/shutdown.ts';
import type { Log } from './files/fault-log.ts';
import { greeting } from './requests/status-method.ts';
import { OutputPath } from './output/output-path.ts';
import type { HostContext } from './requests/host-context.ts';
import { answer } from './requests/requests.ts';
import { SessionStats } from './life/session-stats.ts';
import type { DescriptorReserve } from './life/descriptor-reserve.ts';
import type { OwnSocket } from './life/socket.ts';
import { PtySize } from './output/pty-size.ts';

export class Host {
  readonly #pty: Pty;
  readonly #order: LaunchOrder;
  readonly #socket: OwnSocket;
  readonly #stats: SessionStats;
  readonly #checkpoints: Checkpoints;
  readonly #shutdown: Shutdown;
  readonly #connections = new Map<number, Connection>();
  readonly #followers = new Followers();
  readonly #output: OutputPath;
  readonly #input: InputPath;
  readonly #clientInputs: ClientInputs;
  readonly #ptySize: PtySize;
  readonly #processes: SessionProcesses;
  readonly #files: Files;
  /** Of whom the followers were told. */
  #leader: Connection | undefined;
  #nextId = 1;

  /**
   * Starts the program and serves the socket, which accepts connections already.
   * @throws TdetachError spawn-failed
   */
  constructor(
    order: LaunchOrder,
    socket: OwnSocket,
    log: Log,
    reserve: DescriptorReserve,
    files: Files,
    agent?: AgentLink,
  ) {
    this.#order = order;
    this.#files = files;
    this.#socket = socket;
    const { size, creatorAttaches } = order;
    this.#stats = new SessionStats(Date.now, size, order.shellIntegration);
    const pty = new Pty(
      { ...order, ...size, chunkBytes: MAX_DATA_BYTES, headroom: DATA_HEADER_BYTES },
      {
        onOutput: (buffer, count) => {
          const bytes = buffer.subarray(DATA_HEADER_BYTES, DATA_HEADER_BYTES + count);
          const free = this.#output.send(buffer, count); // before anything else: it may be an echo
          this.#stats.printed(bytes);
          this.#output.follow(bytes);
          this.#followers.output(bytes);
          return free;
        },
        onExit: (status, signal) => this.#ended({ type: 'exit', status, signal }),
      },
    );
    this.#pty = pty;
    this.#processes = new SessionProcesses(pty.pid, reserve);
    this.#output = new OutputPath(
      {
        pause: (on) => (on ? pty.pause() : pty.resume()),
        repaint: () => this.#ptySize.repaint(),
        letGo: (client, missed) => this.#evict(client, missed),
        answer: (report) => this.#input.answer(Buffer.from(report, 'latin1')),
        size: () => this.#ptySize.size,
        resized: (client, size) => this.#setSize(client, size),
        log,
      },
      this.#stats.kept,
      order,
    );
    this.#checkpoints = new Checkpoints(this.#output.screen, this.#stats.kept);
    this.#input = new InputPath(
      (bytes) => pty.write(bytes),
      () => this.#output.screen.modes,
    );
    this.#clientInputs = new ClientInputs(this.#output, this.#input, () => void this.#newOrder());
    this.#ptySize = new PtySize(size, (to) => {
      pty.resize(to);
      this.#output.tellSize(to);
    });
    const port = { connections: this.#connections, socket, output: this.#output };
    this.#shutdown = new Shutdown(port, creatorAttaches);
    const events = {
      onMessage: (from: Connection, message: Message): void => this.#receive(from, message),
      onProgress: this.#progress,
      onClose: (closed: Connection): void => this.#leave(closed),
    };
    socket.onConnection = (peer): void => {
      if (reserve.hasRoom) this.#accept(new Connection(this.#nextId++, peer, events));
      else turnAway(peer, socket.address.file);
    };
    this.#followers.add({
      ended: (exit) => reserve.use(() => leaveRemains(this.#session, exit, log)),
    });
    socket.onFull = (): void => void reserve.release(); // so that they can be accepted, and turned away
    files.begin(this.#session);
    for (const follower of [new IdleCollector(this.#stats), agent, ...this.#output.followers])
      if (follower) this.#followers.add(follower);
  }

  /** The end of the session, once every client has it or was given up. */
  get shutdown(): Pick<Shutdown, 'ended' | 'exited'> {
    return this.#shutdown;
  }

  /** Ends the program, and so the session. */
  readonly terminate = (): void => this.#processes.terminate();

  /** Draws the screen and drops it, so that code compiled for that is kept for the next host. */
  readonly warmUp = (): void => this.#output.warmUp();

  get #flow(): Flow<Connection> {
    return this.#output.flow;
  }

  #accept(connection: Connection): void {
    this.#connections.set(connection.id, connection);
    connection.send(greeting(this.#session));
  }

  #receive(from: Connection, message: Message): void {
    this.#output.heard(from, message);
    switch (message.type) {
      case 'attach':
        return this.#attach(from, message);
      case 'data':
        return this.#type(from, message.bytes);
      case 'resize':
        return this.#setSize(from, this.#output.pixelSizes.resized(from, message.size));
      case 'detach':
        return this.#detach(from);
      case 'signal':
        return from.attached?.readonly ? undefined : this.#processes.signal(message);
      case 'request':
        return this.#answer(from, message);
      case 'lend':
        return from.isComposed ? from.lending.receive(message) : undefined;
      case 'progress':
        return this.#progress(from);
      case 'hello':
      case 'exit':
      case 'error':
      case 'reply':
      case 'resync':
      case 'shown':
      case 'undo':
        return; // a host's own words, which mean nothing to it, and what the output has heard
      default:
        return message satisfies never;
    }
  }

  #attach(client: Connection, message: Attach): void {
    if (client.attached) return client.refuse('bad-message', 'it is attached already');
    client.attach(message);
    const { size, terminal, readonly = false, sizing } = message;
    if (sizing && !readonly) this.#flow.roster.sizing = sizing;
    this.#flow.attach(client, { size, readonly, terminal });
    this.#followers.tell('attached', client);
    const resized = this.#newOrder();
    this.#output.syncNewClient(client, (shown) => {
      this.#shutdown.attached();
      if (this.#shutdown.over || shown) return;
      if (message.redraw === 'ctrl_l' && !readonly) this.#input.redraw(client);
      else if (!resized && client.repaints) this.#ptySize.repaint();
    });
  }

  /** Keys of an attached client make it the leader; reports of its terminal do not. */
  #type(from: Connection, bytes: Uint8Array): void {
    if (!from.attached?.readonly) this.#stats.typed();
    if (!from.attached) return this.#input.add(from, bytes);
    if (!from.attached.readonly) this.#clientInputs.take(from, bytes);
  }

  #setSize(client: Connection, size: Size): void {
    client.resized(size);
    this.#flow.roster.resize(client.id, size);
    this.#newOrder();
  }

  /** Replies are never dropped, so who sends requests and does not read has to go. */
  #answer(from: Connection, request: Request): void {
    if (from.outbox.controlBytes > REPLIES_BYTES) return from.destroy();
    answer(request, from, this.#session);
  }

  /** What requests, and what is left at the end, are about. */
  get #session(): HostContext {
    return {
      order: this.#order,
      socket: this.#socket,
      pty: this.#pty,
      stats: this.#stats,
      connections: this.#connections,
      output: this.#output,
      input: this.#input,
      ptySize: this.#ptySize,
      followers: this.#followers,
      checkpoints: this.#checkpoints,
      over: this.#shutdown.over,
      ...{ files: this.#files, terminate: this.terminate },
      detach: (client) => this.#detach(client),
      resize: (to) => {
        this.#flow.roster.request(to);
        this.#newOrder();
      },
    };
  }

  /** Who leads, or how large its terminal is, may have changed: whether that changed the size. */
  #newOrder(): boolean {
    if (this.#shutdown.over) return false;
    const { size } = this.#flow.roster;
    const resized = size !== undefined && this.#ptySize.set(size);
    if (resized) {
      this.#output.resized(size);
      this.#stats.resized(size);
      this.#followers.tell('resized', size);
    }
    this.#output.newLeader();
    if (this.#flow.leader !== this.#leader)
      this.#followers.tell('leader', (this.#leader = this.#flow.leader));
    return resized;
  }

  readonly #progress = (of: Connection): void =>
    this.#shutdown.over ? this.#shutdown.progress() : this.#flow.progress(of);

  /** An attached client leaves at once; one that only sends is told when all was taken. */
  #detach(client: Connection): void {
    const bye = (below?: number): void => client.sendLast({ type: 'detach', below });
    if (!client.attached) return this.#input.whenTaken(client, bye);
    client.outbox.drop();
    const below = this.#output.leaving(client);
    this.#forget(client);
    bye(below);
  }

  #leave(client: Connection): void {
    this.#connections.delete(client.id);
    this.#forget(client);
    this.#input.leave(client);
    this.#followers.tell('left');
    this.#shutdown.left();
  }

  #forget(client: Connection): void {
    if (client.attached) this.#followers.tell('detached', client);
    this.#clientInputs.leave(client);
    client.attached = undefined;
    this.#flow.leave(client);
    this.#newOrder();
  }

  #evict(client: Connection, missed: number): void {
    this.#forget(client);
    client.fellBehind(missed);
  }

  /** The program has ended and its output was given out: over when the screen shows that. */
  #ended(exit: Exit): void {
    const leftBehind = this.#processes.programEnded();
    this.#output.whenShown(() => {
      this.#shutdown.programEnded(exit, leftBehind, this.#files.finish());
      this.#flow.end();
      this.#input.stop();
      this.#ptySize.stop();
      this.#followers.tell('ended', exit);
      this.#shutdown.finish();
    });
  }
}
