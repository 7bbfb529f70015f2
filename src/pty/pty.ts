// A program under its own PTY. Of node-pty only its native part is used (native.ts): its JavaScript
// part destroys the master 200 ms after the program's end, read or not, writes through the thread
// pool, and lets libuv take POLLHUP for the end of the output. Here the slave stays open until the
// program has ended, so that no POLLHUP comes, and all that the kernel still holds is read at once
// then.
import fs from 'node:fs';
import tty from 'node:tty';
import type { Size } from '../../protocol/message.ts';
import { deviceOf } from '../base/terminal/device.ts';
import { TdetachError, reason, systemCode } from '../base/error.ts';
import { LAST_OUTPUT_BYTES } from '../base/limits/flow-limits.ts';
import type { CallerState } from '../base/launch/caller.ts';
import { loadNative } from './native.ts';
import { withPrelude } from './prelude.ts';

/**
 * What a read of a PTY's master returns at most on Linux; this many bytes mean that more may be
 * waiting.
 */
const FULL_READ_BYTES = 4_095;

export interface PtyOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: number;
  /**
   * What else the program is to find as its caller had it; undefined to leave that as node-pty sets
   * it.
   */
  readonly caller?: CallerState;
  readonly cols: number;
  readonly rows: number;
  /** The most bytes that onOutput gets at once. */
  readonly chunkBytes: number;
  /** Free bytes in front of them in the frame that it gets. */
  readonly headroom: number;
}

export interface PtyHandlers {
  /**
   * Output: `count` bytes behind the headroom of `frame`.
   * @returns whether the buffer may be used again; otherwise the next output comes in another one
   */
  onOutput(frame: Buffer, count: number): boolean;
  /** The program has ended and all that it wrote has been given out. */
  onExit(status: number, signal: number): void;
}

export class Pty {
  readonly pid: number;
  /** Path of the terminal's device. */
  readonly path: string;
  /** What the device is known by to whoever is on it. */
  readonly device: string | undefined;
  readonly #native = loadNative();
  readonly #handlers: PtyHandlers;
  readonly #headroom: number;
  readonly #frameBytes: number;
  #frame: Buffer;
  readonly #master: number;
  readonly #slave: number;
  readonly #stream: tty.ReadStream;
  #ended = false;

  /**
   * Starts the program.
   * @throws TdetachError spawn-failed
   */
  constructor(options: PtyOptions, handlers: PtyHandlers) {
    const { cwd, cols, rows, chunkBytes, headroom, caller } = options;
    const { command, env } = caller ? withPrelude(options, caller) : options;
    this.#handlers = handlers;
    this.#headroom = headroom;
    this.#frameBytes = headroom + chunkBytes;
    this.#frame = Buffer.allocUnsafeSlow(this.#frameBytes);
    const umask = process.umask(options.umask);
    try {
      const { native, helper } = this.#native;
      const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const [file = '', ...args] = command;
      const onExit = (status: number, signal: number): void => this.#finish(status, signal);
      const child = native.fork(file, args, pairs, cwd, cols, rows, -1, -1, true, helper, onExit);
      this.pid = child.pid;
      this.path = child.pty;
      this.#master = child.fd;
      this.#slave = fs.openSync(child.pty, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
      this.device = deviceOf(this.#slave);
    } catch (error) {
      throw new TdetachError(
        'spawn-failed',
        `no terminal could be made for the program (${reason(error)})`,
        error,
      );
    } finally {
      process.umask(umask);
    }
    const buffer = (): Buffer => this.#frame.subarray(headroom);
    const callback = (count: number): boolean => {
      this.#gather(count);
      return true;
    };
    // The types leave out that a tty.ReadStream takes the options of a net.Socket.
    this.#stream = new tty.ReadStream(this.#master, { onread: { buffer, callback } } as never);
    this.#stream.on('error', (error) => {
      // EIO: the slave was hung up, and the program's end is about to be reported.
      if (systemCode(error) !== 'EIO') throw error;
    });
    this.#stream.resume();
  }

  /**
   * Adds to a full read what can be read without another turn of the event loop, and gives it out.
   */
  #gather(first: number): void {
    let count = first;
    let last = first;
    while (last >= FULL_READ_BYTES && this.#headroom + count < this.#frame.length) {
      last = this.#readNow(this.#headroom + count);
      count += last;
    }
    this.#give(count);
  }

  #give(count: number): void {
    if (!this.#handlers.onOutput(this.#frame, count)) this.#frame = Buffer.allocUnsafeSlow(this.#frameBytes);
  }

  /** Reads what the kernel has, without waiting. 0: nothing now, or (hung up) nothing ever. */
  #readNow(at: number): number {
    try {
      return fs.readSync(this.#master, this.#frame, at, this.#frame.length - at, null);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EAGAIN' || code === 'EIO') return 0;
      throw error;
    }
  }

  /**
   * The program was waited for. The kernel hangs up its terminal at its end, so whatever it left
   * behind cannot write any more: all that is to come is in the kernel now, and the session does
   * not wait for other processes.
   */
  #finish(status: number, signal: number): void {
    for (let total = 0; !this.#ended && total < LAST_OUTPUT_BYTES;) {
      const count = this.#readNow(this.#headroom);
      if (count === 0) break;
      total += count;
      this.#give(count);
    }
    this.close();
    this.#handlers.onExit(status, signal);
  }

  /**
   * Writes input, as much of it as the terminal takes now.
   * @returns the number of bytes taken, 0 when it is full
   */
  write(bytes: Uint8Array): number {
    if (this.#ended) return bytes.length;
    try {
      return fs.writeSync(this.#master, bytes);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EAGAIN') return 0;
      if (code === 'EIO') return bytes.length; // hung up: it will never be read
      throw error;
    }
  }

  resize({ cols, rows, xpixel = 0, ypixel = 0 }: Size): void {
    if (!this.#ended) this.#native.native.resize(this.#master, cols, rows, xpixel, ypixel);
  }

  /** Closes the master: the kernel hangs up whatever runs on the terminal. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    fs.closeSync(this.#slave);
    this.#stream.destroy();
  }

  /** Stops reading: the program blocks once the kernel's buffer is full. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    if (!this.#ended) this.#stream.resume();
  }
}
