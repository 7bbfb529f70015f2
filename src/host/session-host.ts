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

export interface HostOptions {
  readonly order: LaunchOrder;
  /** Accepts connections already. */
  readonly socket: OwnSocket;
  readonly log: Log;
  readonly reserve: DescriptorReserve;
  readonly files: Files;
  readonly agent: AgentLink | undefined;
}

/** The parts that a host is made of. */
interface HostParts extends Omit<HostContext, 'over' | 'terminate' | 'detach' | 'resize'> {
  readonly connections: Map<number, Connection>;
  readonly processes: SessionProcesses;
  readonly clientInputs: ClientInputs;
  readonly shutdown: Shutdown;
}

export class Host {
  readonly #parts: HostParts;
  /** The leader last announced to followers. */
  #leader: Connection | undefined;
  #nextId = 1;

  private constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /**
   * Starts the program and serves the socket. The parts call the host only after this has returned.
   * @throws TdetachError spawn-failed
   */
  static start({ order, socket, log, reserve, files, agent }: HostOptions): Host {
    const { size, creatorAttaches } = order;
    const stats = new SessionStats(Date.now, size, order.shellIntegration);
    const followers = new Followers();
    const pty = new Pty(
      { ...order, ...size, chunkBytes: MAX_DATA_BYTES, headroom: DATA_HEADER_BYTES },
      {
        onOutput: (buffer, count) => host.#printed(buffer, count),
        onExit: (status, signal) => host.#ended({ type: 'exit', status, signal }),
      },
    );
    const ptySize = new PtySize(size, (to) => {
      pty.resize(to);
      output.tellSize(to);
    });
    const output = new OutputPath(
      {
        pause: (on) => (on ? pty.pause() : pty.resume()),
        repaint: () => ptySize.repaint(),
        evict: (client, missed) => host.#evict(client, missed),
        answer: (report) => input.answer(Buffer.from(report, 'latin1')),
        size: () => ptySize.size,
        resized: (client, to) => host.#setSize(client, to),
        log,
      },
      stats.kept,
      order,
    );
    const input = new InputPath(
      (bytes) => pty.write(bytes),
      () => output.screen.modes,
    );
    const connections = new Map<number, Connection>();
    const host: Host = new Host({
      ...{ order, socket, files, pty, stats, output, input, ptySize, connections, followers },
      processes: new SessionProcesses(pty.pid, reserve),
      checkpoints: new Checkpoints(output.screen, stats.kept),
      clientInputs: new ClientInputs(output, input, () => void host.#newOrder()),
      shutdown: new Shutdown({ connections, socket, output }, creatorAttaches),
    });
    followers.add({ ended: (exit) => reserve.use(() => leaveRemains(host.#context(), exit, log)) });
    files.begin(host.#context());
    for (const follower of [new IdleCollector(stats), agent, ...output.followers])
      if (follower) followers.add(follower);
    host.#serve(reserve);
    return host;
  }

  #serve(reserve: DescriptorReserve): void {
    const { socket } = this.#parts;
    const events = {
      onMessage: (from: Connection, message: Message): void => this.#receive(from, message),
      onProgress: this.#progress,
      onClose: (closed: Connection): void => this.#leave(closed),
    };
    socket.listen({
      onConnection: (peer) => {
        if (!reserve.hasRoom) return turnAway(peer, socket.address.file);
        const connection = new Connection(this.#nextId++, peer, events);
        this.#parts.connections.set(connection.id, connection);
        connection.send(greeting(this.#context()));
      },
      onFull: () => void reserve.release(), // so that they can be accepted, and turned away
    });
  }

  /** @returns true if the buffer may be used again */
  #printed(buffer: Buffer, count: number): boolean {
    const { output, stats, followers } = this.#parts;
    const bytes = buffer.subarray(DATA_HEADER_BYTES, DATA_HEADER_BYTES + count);
    const free = output.send(buffer, count); // before anything else: it may be an echo
    stats.printed(bytes);
    output.follow(bytes);
    followers.output(bytes);
    return free;
  }

  /** The end of the session, once every client has it or was given up. */
  get shutdown(): Pick<Shutdown, 'ended' | 'exited'> {
    return this.#parts.shutdown;
  }

  /** Ends the program, and so the session. */
  readonly terminate = (): void => this.#parts.processes.terminate();

  /** Draws the screen and drops it, so that code compiled for that is kept for the next host. */
  readonly warmUp = (): void => this.#parts.output.warmUp();

  get #flow(): Flow<Connection> {
    return this.#parts.output.flow;
  }

  #receive(from: Connection, message: Message): void {
    this.#parts.output.heard(from, message);
    switch (message.type) {
      case 'attach':
        return this.#attach(from, message);
      case 'data':
        return this.#type(from, message.bytes);
      case 'resize':
        return this.#setSize(from, this.#parts.output.pixelSizes.resized(from, message.size));
      case 'detach':
        return this.#detach(from);
      case 'signal':
        return from.attached?.readonly ? undefined : this.#parts.processes.signal(message);
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
        return; // a host's own messages, which mean nothing to it, and those the output has heard
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
    this.#parts.followers.tell('attached', client);
    const resized = this.#newOrder();
    this.#parts.output.syncNewClient(client, (shown) => {
      this.#parts.shutdown.attached();
      if (this.#parts.shutdown.over || shown) return;
      if (message.redraw === 'ctrl_l' && !readonly) this.#parts.input.redraw(client);
      else if (!resized && client.repaints) this.#parts.ptySize.repaint();
    });
  }

  /** Keys of an attached client make it the leader; reports of its terminal do not. */
  #type(from: Connection, bytes: Uint8Array): void {
    if (!from.attached?.readonly) this.#parts.stats.typed(bytes);
    if (!from.attached) return this.#parts.input.add(from, bytes);
    if (!from.attached.readonly) this.#parts.clientInputs.take(from, bytes);
  }

  #setSize(client: Connection, size: Size): void {
    client.resized(size);
    this.#flow.roster.resize(client.id, size);
    this.#newOrder();
  }

  /** Replies are never dropped, so a client that sends requests and does not read is closed. */
  #answer(from: Connection, request: Request): void {
    if (from.outbox.controlBytes > REPLIES_BYTES) return from.destroy();
    answer(request, from, this.#context());
  }

  /** The context of requests, and of the record at the end. */
  #context(): HostContext {
    return {
      ...this.#parts,
      over: this.#parts.shutdown.over,
      terminate: this.terminate,
      detach: (client) => this.#detach(client),
      resize: (to) => {
        this.#flow.roster.request(to);
        this.#newOrder();
      },
    };
  }

  /** Applies a change of leader or terminal size. Returns true if the size changed. */
  #newOrder(): boolean {
    if (this.#parts.shutdown.over) return false;
    const { size } = this.#flow.roster;
    const resized = size !== undefined && this.#parts.ptySize.set(size);
    if (resized) {
      this.#parts.output.resized(size);
      this.#parts.stats.resized(size);
      this.#parts.followers.tell('resized', size);
    }
    this.#parts.output.newLeader();
    if (this.#flow.leader !== this.#leader)
      this.#parts.followers.tell('leader', (this.#leader = this.#flow.leader));
    return resized;
  }

  readonly #progress = (of: Connection): void =>
    this.#parts.shutdown.over ? this.#parts.shutdown.progress() : this.#flow.progress(of);

  /** An attached client leaves at once; a client that only sends is told when all was taken. */
  #detach(client: Connection): void {
    const bye = (below?: number): void => client.sendLast({ type: 'detach', below });
    if (!client.attached) return this.#parts.input.whenTaken(client, bye);
    client.outbox.drop();
    const below = this.#parts.output.leaving(client);
    this.#forget(client);
    bye(below);
  }

  #leave(client: Connection): void {
    this.#parts.connections.delete(client.id);
    this.#forget(client);
    this.#parts.input.leave(client);
    this.#parts.followers.tell('left');
    this.#parts.shutdown.left();
  }

  #forget(client: Connection): void {
    if (client.attached) this.#parts.followers.tell('detached', client);
    this.#parts.clientInputs.leave(client);
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
    const leftBehind = this.#parts.processes.programEnded();
    this.#parts.output.whenShown(() => {
      this.#parts.shutdown.programEnded(exit, leftBehind, this.#parts.files.finish(exit));
      this.#flow.end();
      this.#parts.input.stop();
      this.#parts.ptySize.stop();
      this.#parts.followers.tell('ended', exit);
      this.#parts.shutdown.finish();
    });
  }
}
