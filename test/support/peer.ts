// A client of a host that sends and reads what a test wants: messages, or any bytes.
import net from 'node:net';
import path from 'node:path';
import { Decoder } from '../../protocol/decoder.ts';
import { encode } from '../../protocol/encode.ts';
import type { Attach, Message } from '../../protocol/message.ts';
import { eventually } from './sandbox.ts';

/** A terminal of 80 columns and 24 rows that attaches. */
export const ATTACH: Attach = {
  type: 'attach',
  size: { cols: 80, rows: 24 },
  terminal: true,
  redraw: 'restore',
  within: '',
};

export class Peer {
  /** All messages so far except data. */
  readonly messages: Message[] = [];
  closed = false;
  readonly #socket: net.Socket;
  #data: Buffer[] = [];

  constructor(socket: net.Socket) {
    this.#socket = socket;
    const decoder = new Decoder();
    socket.on('data', (chunk) =>
      decoder.push(chunk, (message) => {
        if (message.type === 'data') this.#data.push(Buffer.from(message.bytes));
        else this.messages.push(message);
      }),
    );
    socket.on('error', () => undefined); // the host may close at any time
    socket.on('close', () => (this.closed = true));
  }

  /** Connects, and waits for the host's hello. */
  static async connect(file: string): Promise<Peer> {
    const back = process.cwd();
    process.chdir(path.dirname(file));
    const peer = new Peer(net.connect(`./${path.basename(file)}`));
    process.chdir(back);
    await peer.message('hello');
    return peer;
  }

  /** The output so far. */
  get output(): Buffer {
    const all = Buffer.concat(this.#data);
    this.#data = [all];
    return all;
  }

  send(message: Message): void {
    this.#socket.write(encode(message));
  }

  /** Sends any bytes, and waits until the kernel has taken them, or the connection has ended. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** Stops reading, or goes on. */
  reads(on: boolean): void {
    if (on) this.#socket.resume();
    else this.#socket.pause();
  }

  /** Ends its side of the connection, and goes on reading. */
  half(): void {
    this.#socket.end();
  }

  /** Waits for a message of this type. */
  async message<T extends Message['type']>(type: T): Promise<Extract<Message, { type: T }>> {
    const found = (): Message | undefined => this.messages.find((message) => message.type === type);
    await eventually(
      () => found() !== undefined,
      () => [
        this.messages.map((message) => message.type),
        this.output.toString('latin1').slice(-500),
        this.closed,
      ],
    );
    return found() as Extract<Message, { type: T }>;
  }

  /** Waits until the output ends with this text. */
  async until(text: string): Promise<void> {
    await eventually(
      () => this.output.subarray(-text.length).equals(Buffer.from(text)),
      () => [this.output.length, this.output.toString('latin1').slice(-500), this.closed],
    );
  }

  close(): void {
    this.#socket.destroy();
  }
}
