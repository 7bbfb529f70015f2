// One client's connection as the host sees it: frames in, an outbox out. What a client sends can close its own
// connection, and nothing else.
import type net from 'node:net';
import { Decoder } from '../../protocol/decoder.ts';
import { encode } from '../../protocol/message.ts';
import type { Attach, Message } from '../../protocol/message.ts';
import { OUTBOX_BYTES, OUTBOX_WRITE_BYTES } from '../base/limits.ts';
import { Outbox } from '../session/outbox.ts';

export interface ConnectionEvents {
  onMessage(connection: Connection, message: Message): void;
  /** The client has taken something. */
  onProgress(connection: Connection): void;
  onClose(connection: Connection): void;
}

export class Connection {
  readonly id: number;
  readonly outbox: Outbox;
  /** What the client attached with, undefined for one that only sends. */
  attached: Attach | undefined;
  /** Whether its terminal was given the whole picture, so that it shows what the screen model shows. */
  hasPicture = false;
  readonly #socket: net.Socket;
  #ending = false;
  /** It was told why it is closed: nothing of it is heard, and nothing sent to it, any more. */
  #refused = false;

  constructor(id: number, socket: net.Socket, events: ConnectionEvents) {
    this.id = id;
    this.#socket = socket;
    const taken = (): void => {
      this.outbox.written();
      if (this.#ending && this.outbox.empty) socket.end();
      events.onProgress(this);
    };
    const write = (bytes: Buffer): boolean => {
      if (socket.destroyed || this.#refused) return true;
      const before = socket.writableLength;
      let pending = false;
      socket.write(bytes, () => {
        if (pending) taken();
      });
      pending = socket.writableLength > before;
      return !pending;
    };
    this.outbox = new Outbox({ write }, OUTBOX_BYTES, OUTBOX_WRITE_BYTES);
    const decoder = new Decoder();
    socket.on('data', (chunk) => {
      const broken = decoder.push(chunk, (message) => {
        if (!socket.destroyed && !this.#refused) events.onMessage(this, message);
      });
      if (broken !== undefined) this.refuse(broken, `the message could not be read (${broken})`);
    });
    socket.on('error', () => socket.destroy()); // a client that went away: 'close' follows
    socket.on('close', () => events.onClose(this));
  }

  send(message: Message): void {
    this.outbox.sendAlways(encode(message));
  }

  /** Sends terminal bytes that are for this client only. */
  sendBytes(text: string | Buffer): void {
    const bytes = Buffer.from(text as string, 'utf8');
    if (bytes.length > 0) this.send({ type: 'data', bytes });
  }

  /** Says why, and closes the connection. */
  refuse(code: string, message: string): void {
    this.#refused = true;
    this.#socket.end(encode({ type: 'error', code, message }));
    this.#socket.destroySoon();
  }

  /** Stops or goes on reading what the client sends. */
  listen(on: boolean): void {
    if (on) this.#socket.resume();
    else this.#socket.pause();
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
