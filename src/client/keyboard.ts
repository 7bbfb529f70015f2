// The terminal that is typed on: made raw, read, and put back. Invariant: whatever was changed is
// as it was after `restore`, and nothing changes it any more.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import tty from 'node:tty';
import { TdetachError } from '../base/error.ts';
import { isInForeground } from '../base/platform.ts';
import { DEFAULT_SIZE } from '../base/limits/client-limits.ts';
import type { Size } from '../../protocol/message.ts';

/**
 * POSIX stty's `raw` leaves echo and, on some systems, IEXTEN and the character size as they were.
 */
const RAW = 'raw -echo -echonl -iexten cs8 -parenb';

/** The program gets all keys except the one that interrupts, Ctrl-C. */
export const RAW_BUT_INTERRUPT = `${RAW} isig quit undef susp undef`;

/** Bytes of one read. */
const READ_BYTES = 64 * 1024;

export interface KeyboardEvents {
  onKeys(bytes: Buffer): void;
  /** The terminal was lost: its window was closed, or the connection to it is lost. */
  onHangup(): void;
}

export class Keyboard {
  readonly #descriptor: number;
  readonly #settings: string;
  readonly #stream: tty.ReadStream;
  #stty: ChildProcess | undefined;
  /** True if stty has ended, or was never started. */
  #settled: Promise<void> = Promise.resolve();

  /**
   * @param descriptor of a terminal
   * @param settings arguments of stty
   */
  constructor(descriptor: number, events: KeyboardEvents, settings = RAW) {
    this.#descriptor = descriptor;
    this.#settings = settings;
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const callback = (count: number): boolean => {
      events.onKeys(Buffer.from(buffer.subarray(0, count)));
      return true;
    };
    // The types leave out that a tty.ReadStream takes the options of a net.Socket.
    this.#stream = new tty.ReadStream(descriptor, { onread: { buffer, callback } } as never);
    const hangup = (): void => events.onHangup();
    this.#stream.on('error', hangup).on('end', hangup);
  }

  /**
   * Makes the terminal raw. For keys it is raw at once. Node leaves output processing on, which
   * turns every LF of the session into CR LF: stty, with the terminal as its standard input, sets
   * all the rest.
   * @returns once that is done
   * @throws TdetachError no-terminal if stty cannot do it
   */
  enter(): Promise<void> {
    this.#stream.setRawMode(true);
    const stty = spawn('stty', this.#settings.split(' '), { stdio: [this.#descriptor, 'ignore', 'ignore'] });
    this.#stty = stty;
    let settled = (): void => undefined;
    this.#settled = new Promise((resolve) => (settled = resolve));
    return new Promise((resolve, reject) => {
      const fail = (why: string, cause?: unknown): void => {
        settled();
        reject(new TdetachError('no-terminal', `the terminal cannot be made raw: ${why}`, cause));
      };
      stty.on('error', (error) => fail(`stty cannot be run: ${error.message}`, error));
      stty.on('exit', (status) => {
        if (this.#stty !== stty) return settled(); // it was ended, and nothing waits for it
        if (status !== 0) return fail(`stty ended with status ${status}`);
        settled();
        resolve();
      });
    });
  }

  /** Reads keys from now on. */
  read(): void {
    this.#stream.resume();
  }

  /** Stops reading keys. Unread keys stay for the next program that reads the terminal. */
  stop(): void {
    this.#stream.pause();
  }

  /** Puts the settings back for the time for which the process is stopped, and reads no keys. */
  async suspend(): Promise<void> {
    this.stop();
    await this.#stopStty();
    if (!this.#stream.destroyed) this.#stream.setRawMode(false);
  }

  /**
   * Makes the terminal raw again, after another program has set it. The settings to restore stay
   * the earlier ones.
   * @throws TdetachError no-terminal
   */
  async reenter(): Promise<void> {
    await this.#stopStty();
    if (this.#stream.destroyed) return;
    // libuv does nothing if it believes that the terminal is raw already, and saves the settings if
    // not.
    this.#stream.setRawMode(false);
    await this.enter();
  }

  get size(): Size {
    return streamSize(this.#stream);
  }

  /** Ends an stty that is under way: one that was stopped would change the settings later. */
  async #stopStty(): Promise<void> {
    const stty = this.#stty;
    this.#stty = undefined;
    stty?.kill('SIGKILL');
    await this.#settled;
  }

  /**
   * Restores the terminal's settings; does nothing if the terminal was closed. The background has
   * its own handling.
   */
  async restore(): Promise<void> {
    await this.#stopStty();
    if (this.#stream.destroyed) return;
    if (!isInForeground()) {
      // libuv sets the terminal as it closes it (Node 24), which would stop this process.
      this.#stream.pause().unref();
      return;
    }
    this.#stream.setRawMode(false);
    this.#stream.destroy();
  }
}

/** The part of a Node stream that asks the terminal's size; ReadStream's type lacks it. */
interface Sized {
  readonly _handle: { getWindowSize(size: [number, number]): number } | null;
}

/** The size of an open terminal. One that has none (a serial line) counts as 80 x 24. */
function streamSize(stream: unknown): Size {
  const size: [number, number] = [0, 0];
  const failed = (stream as Sized)._handle?.getWindowSize(size) !== 0;
  const [cols, rows] = size;
  return !failed && cols > 0 && rows > 0 ? { cols, rows } : DEFAULT_SIZE;
}

/** The size of a terminal, as `streamSize`. */
export function terminalSize(descriptor: number): Size {
  const stream = new tty.WriteStream(descriptor);
  const size = streamSize(stream);
  stream.destroy();
  return size;
}
