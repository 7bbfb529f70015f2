// One client's connection as the host sees it: frames in, an outbox out. What a client sends can
// close only its own connection.
import type net from 'node:net';
import { Decoder } from '../../../protocol/decoder.ts';
import { DATA_HEADER_BYTES, encode, writeDataHeader } from '../../../protocol/encode.ts';
import type { Attach, Message, Size } from '../../../protocol/message.ts';
import { LOST_CLIENT_PROBE_MS, OUTBOX_BYTES, OUTBOX_WRITE_BYTES } from '../../base/limits/flow-limits.ts';
import { REFUSED_LINGER_MS } from '../../base/limits/limits.ts';
import { Outbox } from '../../session/outbox.ts';
import { Lending } from './lent-terminal.ts';
import { ComposedOutput, NEW_LINE } from './composed-output.ts';
import type { Composed } from './composed-output.ts';

export interface ConnectionEvents {
  onMessage(connection: Connection, message: Message): void;
  /** The client has taken something. */
  onProgress(connection: Connection): void;
  onClose(connection: Connection): void;
}

/** A data frame without data. */
const NO_BYTES = Buffer.alloc(DATA_HEADER_BYTES);
writeDataHeader(NO_BYTES, 0);

export class Connection {
  readonly id: number;
  readonly outbox: Outbox;
  /** Its terminal, which the host may write to itself. */
  readonly lending: Lending;
  /** The options of an attached client; undefined for a client that only sends. */
  attached: Attach | undefined;
  /** Composes the bytes for its terminal; undefined if they are not composed here. */
  #composed: ComposedOutput | undefined;
  /**
   * True if its terminal was given the whole screen, so that it shows what the screen model shows.
   */
  hasSnapshot = false;
  /** Bytes that its terminal has taken since the last resync, as far as it has said so. */
  shownBytes: number | undefined;
  /** Terminals that a client which does not attach shows the output on. */
  followsOn: readonly string[] = [];
  readonly #farewells = new Set<() => void>();
  readonly #takers = new Set<() => void>();
  readonly #socket: net.Socket;
  #ending = false;
  #probe: NodeJS.Timeout | undefined;
  /** The client was refused: the host reads and sends nothing more. */
  #refused = false;
  #farewell: NodeJS.Timeout | undefined;

  constructor(id: number, socket: net.Socket, events: ConnectionEvents) {
    this.id = id;
    this.#socket = socket;
    const taken = (): void => {
      this.outbox.written();
      if (this.#ending && this.outbox.empty) socket.end();
      for (const call of this.#takers) call();
      events.onProgress(this);
    };
    const writeToSocket = (bytes: Buffer): boolean => {
      if (!this.#isOpen) return true;
      const before = socket.writableLength;
      let pending = false;
      socket.write(bytes, () => {
        if (pending) taken();
      });
      pending = socket.writableLength > before;
      return !pending;
    };
    const sendToSocket = (bytes: Buffer): void => {
      if (this.#isOpen) socket.write(bytes);
    };
    const write = (bytes: Buffer): boolean => this.lending.write(bytes);
    this.outbox = new Outbox({ write }, OUTBOX_BYTES, OUTBOX_WRITE_BYTES);
    this.lending = new Lending({ writeToSocket, sendToSocket, onTaken: taken });
    const decoder = new Decoder();
    socket.on('data', (chunk) => {
      if (this.#refused) return;
      const broken = decoder.push(chunk, (message) => {
        this.lending.heard();
        if (!this.gone) events.onMessage(this, message);
      });
      if (broken !== undefined) this.refuse(broken, `the message could not be read (${broken})`);
    });
    socket.on('error', () => socket.destroy()); // a client that went away: 'close' follows
    socket.on('close', () => {
      clearInterval(this.#probe);
      clearTimeout(this.#farewell);
      this.lending.close();
      for (const call of this.#farewells) call();
      events.onClose(this);
    });
  }

  /**
   * Calls back whenever the socket has taken bytes, for data sent at the client's own pace.
   * @returns a function that removes the callback
   */
  whenTaken(call: () => void): () => void {
    this.#takers.add(call);
    return () => this.#takers.delete(call);
  }

  /**
   * Calls back when the connection is over.
   * @returns a function that removes the callback
   */
  whenGone(call: () => void): () => void {
    this.#farewells.add(call);
    return () => this.#farewells.delete(call);
  }

  /**
   * Returns true if the program must redraw its screen when this client's terminal does not show
   * it.
   */
  get repaints(): boolean {
    return this.attached !== undefined && !this.attached.readonly && this.attached.redraw !== 'none';
  }

  /** Returns true if nothing that it is sent can reach it any more. */
  get gone(): boolean {
    return this.#socket.destroyed || this.#refused;
  }

  /**
   * Returns true until the last frame was written. Later requests of a slow client get no answer: a
   * write after the end would close the connection before the client has read the rest.
   */
  get #isOpen(): boolean {
    return !this.gone && !this.#socket.writableEnded;
  }

  attach(attach: Attach): void {
    this.attached = attach;
    if (attach.composed) this.outbox.composer = this.#composed = new ComposedOutput(attach);
  }

  resized(size: Size): void {
    const before = this.attached?.size;
    if (!this.attached || !before) return;
    this.attached = { ...this.attached, size };
    if (size.cols !== before.cols || size.rows !== before.rows) this.#composed?.resized(size.cols);
  }

  /** Returns true if the bytes for its terminal are composed here. */
  get isComposed(): boolean {
    return this.#composed !== undefined;
  }

  send(message: Message): void {
    // Output was dropped: what its terminal shows is undone before it is sent more.
    if (message.type === 'resync') {
      this.#composed?.restart(this.outbox.undo ?? NEW_LINE);
      this.lending.resynced();
    }
    this.outbox.sendControl(encode(message));
  }

  /** Sends terminal bytes that are for this client only. */
  sendBytes(text: string | Buffer): void {
    const bytes = Buffer.from(text as string, 'utf8');
    if (this.#composed) this.#sendComposed(this.#composed.own(bytes));
    else if (bytes.length > 0) this.outbox.sendControl(encode({ type: 'data', bytes }), bytes.length);
  }

  #sendComposed({ frames, data, undo }: Composed): void {
    if (frames.length > 0) this.outbox.sendControl(frames, data, undo);
  }

  /** Bytes that draw its terminal anew, which it has put back itself, as they are to be shown. */
  redraw(bytes: Buffer): Buffer {
    if (!this.#composed) return bytes;
    const { told, shown } = this.#composed.redraw(bytes);
    this.#sendComposed(told);
    return shown;
  }

  /**
   * Sends what restores its terminal.
   * @param below lines from the cursor down to the first free one, if known
   * @returns the same, for a client that restores its terminal itself
   */
  putBack(below: number | undefined): number | undefined {
    if (!this.#composed) return below;
    const { hasDropped: lost, undo = NEW_LINE } = this.outbox;
    const bytes = this.#composed.undo(lost ? undo : undefined, below);
    if (bytes.length > 0) this.send({ type: 'data', bytes });
    return undefined;
  }

  /**
   * Sends the reason, and closes the connection once the client has closed it. If it were closed
   * while bytes of the client are unread, the kernel would discard what the client has not read yet
   * (ECONNRESET).
   */
  refuse(code: string, message: string): void {
    if (this.#refused) return;
    this.#refused = true;
    this.lending.close();
    this.#socket.end(encode({ type: 'error', code, message }));
    this.#socket.resume();
    this.#farewell = setTimeout(() => this.#socket.destroy(), REFUSED_LINGER_MS);
  }

  /** Ends a client, and tells it how many bytes of output it has missed. */
  fellBehind(missed: number): void {
    const what = `${missed} bytes of the output were not delivered`;
    this.refuse('fell-behind', `this client fell behind: ${what}, as it did not take them in time`);
  }

  /**
   * Stops or resumes reading from the client. Reading also detects that a client left. While it is
   * stopped, an empty frame is sent now and then, which clients ignore.
   */
  listen(on: boolean): void {
    if (this.#refused) return;
    clearInterval(this.#probe);
    if (on) {
      this.#socket.resume();
      return;
    }
    this.#socket.pause();
    this.#probe = setInterval(() => {
      if (this.outbox.empty && this.#isOpen) this.#socket.write(NO_BYTES);
    }, LOST_CLIENT_PROBE_MS);
  }

  /**
   * Gives back a terminal that was lent, sends the last message, and closes once everything has
   * been taken.
   */
  sendLast(message: Message): void {
    this.lending.end();
    this.send(message);
    this.end();
  }

  /** Closes once everything has been taken. */
  end(): void {
    this.#ending = true;
    if (this.outbox.empty) this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

/**
 * Refuses a client as there is no room for it, and closes the connection within this call, since
 * the next client may need its only descriptor. A new connection takes a frame of that size at
 * once.
 */
export function turnAway(peer: net.Socket, session: string): void {
  const message = `${session} has no room for another client: its host may open no more files (ulimit -n)`;
  peer.on('error', () => undefined); // the client has left already
  peer.write(encode({ type: 'error', code: 'no-room', message }));
  peer.destroy();
}
