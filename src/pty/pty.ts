// Runs a program on its own PTY. Only the native part of node-pty is used (native.ts). Its
// JavaScript part destroys the master 200 ms after the program's end, even with output unread,
// writes through the thread pool, and lets libuv take POLLHUP for the end of the output. Here the
// slave stays open until the program has ended, so that no POLLHUP comes. Then everything that the
// kernel still holds is read at once.
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
 * The most that one read of a PTY's master returns on Linux. After a read of this size more may be
 * waiting.
 */
const FULL_READ_BYTES = 4_095;

export interface PtyOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: number;
  /**
   * Process state of the caller that the program inherits; undefined to leave it as node-pty sets
   * it.
   */
  readonly caller?: CallerState;
  readonly cols: number;
  readonly rows: number;
  /** Maximum number of bytes that onOutput receives at once. */
  readonly chunkBytes: number;
  /** Free bytes before the output in the frame that onOutput receives. */
  readonly headroom: number;
}

export interface PtyHandlers {
  /**
   * Receives output: `count` bytes after the headroom of `frame`.
   * @returns true if the buffer may be reused; otherwise the next output comes in another one
   */
  onOutput(frame: Buffer, count: number): boolean;
  /** The program has ended, and onOutput has received all that it wrote. */
  onExit(status: number, signal: number): void;
}

export class Pty {
  readonly pid: number;
  /** Path of the terminal's device. */
  readonly path: string;
  /** Identity of the terminal's device, as processes on that terminal compute it (device.ts). */
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
    // The types do not say that a tty.ReadStream takes the options of a net.Socket.
    this.#stream = new tty.ReadStream(this.#master, { onread: { buffer, callback } } as never);
    this.#stream.on('error', (error) => {
      // EIO: the slave was hung up, and the program's end is about to be reported.
      if (systemCode(error) !== 'EIO') throw error;
    });
    this.#stream.resume();
  }

  /**
   * Extends a full read by what can be read without another turn of the event loop, and delivers
   * it.
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

  /**
   * Reads what the kernel has, without waiting. Returns 0 if there is nothing now, or, after a
   * hangup, if nothing will come.
   */
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
   * Runs when the program has been reaped. The kernel hung up its terminal at its end, so processes
   * that it left behind can no longer write. All remaining output is in the kernel now, and the
   * session does not wait for other processes.
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
   * Writes as much of the input as the terminal takes now.
   * @returns the number of bytes taken; 0 if the terminal's buffer is full
   */
  write(bytes: Uint8Array): number {
    if (this.#ended) return bytes.length;
    try {
      return fs.writeSync(this.#master, bytes);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EAGAIN') return 0;
      if (code === 'EIO') return bytes.length; // hung up, so the input will never be read
      throw error;
    }
  }

  resize({ cols, rows, xpixel = 0, ypixel = 0 }: Size): void {
    if (!this.#ended) this.#native.native.resize(this.#master, cols, rows, xpixel, ypixel);
  }

  /** Closes the master. The kernel then hangs up everything that runs on the terminal. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    fs.closeSync(this.#slave);
    this.#stream.destroy();
  }

  /** Stops reading. The program blocks once the kernel's buffer is full. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    if (!this.#ended) this.#stream.resume();
  }
}
