// One client's connection as the host sees it: frames in, an outbox out. What a client sends can
// close its own connection, and nothing else.
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
  /** What the client attached with, undefined for one that only sends. */
  attached: Attach | undefined;
  /** What its terminal is shown, where that is composed here. */
  #composed: ComposedOutput | undefined;
  /**
   * True if its terminal was given the whole picture, so that it shows what the screen model shows.
   */
  hasPicture = false;
  /** Bytes that its terminal has taken since the last resync, as far as it has said so. */
  shownBytes: number | undefined;
  /** Terminals that a client which does not attach shows the output on. */
  followsOn: readonly string[] = [];
  readonly #farewells = new Set<() => void>();
  readonly #takers = new Set<() => void>();
  readonly #socket: net.Socket;
  #ending = false;
  #probe: NodeJS.Timeout | undefined;
  /** It was told why it is closed: nothing of it is heard, and nothing sent to it, any more. */
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
   * Calls back whenever its socket has taken something, for what is sent at the client's own pace.
   * @returns what takes that back
   */
  whenTaken(call: () => void): () => void {
    this.#takers.add(call);
    return () => this.#takers.delete(call);
  }

  /**
   * Calls back when the connection is over.
   * @returns what takes that back
   */
  whenGone(call: () => void): () => void {
    this.#farewells.add(call);
    return () => this.#farewells.delete(call);
  }

  /**
   * Returns true if the program is made to draw its screen again where this client's terminal does
   * not show it.
   */
  get repaints(): boolean {
    return this.attached !== undefined && !this.attached.readonly && this.attached.redraw !== 'none';
  }

  /** Returns true if nothing that it is sent can reach it any more. */
  get gone(): boolean {
    return this.#socket.destroyed || this.#refused;
  }

  /**
   * Returns true until the last frame was written. What a slow client asks for after that has no
   * answer: a write behind the end would close the connection before the client has read the rest.
   */
  get #isOpen(): boolean {
    return !this.gone && !this.#socket.writableEnded;
  }

  attach(attach: Attach): void {
    this.attached = attach;
    if (attach.composed) this.outbox.composer = this.#composed = new ComposedOutput(attach);
  }

  /** Its terminal has this size by now. */
  resized(size: Size): void {
    const before = this.attached?.size;
    if (!this.attached || !before) return;
    this.attached = { ...this.attached, size };
    if (size.cols !== before.cols || size.rows !== before.rows) this.#composed?.resized(size.cols);
  }

  /** Returns true if what its terminal is shown is composed here. */
  get isComposed(): boolean {
    return this.#composed !== undefined;
  }

  send(message: Message): void {
    // Output was dropped: what its terminal has been shown by now is undone before what it is sent
    // next.
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
   * Sends what puts its terminal back.
   * @param below lines from the cursor down to the first free one, where that is known
   * @returns the same, for a client that puts its terminal back itself
   */
  putBack(below: number | undefined): number | undefined {
    if (!this.#composed) return below;
    const { hasDropped: lost, undo = NEW_LINE } = this.outbox;
    const bytes = this.#composed.undo(lost ? undo : undefined, below);
    if (bytes.length > 0) this.send({ type: 'data', bytes });
    return undefined;
  }

  /**
   * Says why, and closes the connection once the client has done so. If it were closed while bytes
   * of the client are unread, the kernel would discard what the client has not read yet
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

  /** Ends a client, and tells it how many bytes of the output it has missed. */
  fellBehind(missed: number): void {
    const what = `${missed} bytes of the output were not delivered`;
    this.refuse('fell-behind', `this client fell behind: ${what}, as it did not take them in time`);
  }

  /**
   * Stops or goes on reading what the client sends. That a client went away is learnt by reading:
   * where that has stopped it is sent no bytes now and then, of which it takes no notice.
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
 * Tells a client that there is no room for it, and closes the connection within this call: the one
 * descriptor that it has may be needed for the next. A frame of that size is taken by a new
 * connection at once.
 */
export function turnAway(peer: net.Socket, session: string): void {
  const message = `${session} has no room for another client: its host may open no more files (ulimit -n)`;
  peer.on('error', () => undefined); // it has gone already
  peer.write(encode({ type: 'error', code: 'no-room', message }));
  peer.destroy();
}
