// The client's standard output, without blocking: a terminal or a pipe that takes nothing must not
// keep the client from its keys and signals. Bytes that are not taken at once wait in libuv, which
// writes them by itself.
import fs from 'node:fs';
import net from 'node:net';
import tty from 'node:tty';
import { PROGRESS_INTERVAL_MS } from '../base/limits/client-limits.ts';

/**
 * This many bytes, an echo, are written by a system call of our own: a stream's work would take
 * longer.
 */
const DIRECT_BYTES = 4_096;

export interface OutputEvents {
  /** Waiting bytes have been taken since the last call. */
  onProgress(): void;
  /** Nothing has been taken for a while, and something waits. */
  onWait?(): void;
  /** Everything has been taken, after `write` had returned false. */
  onDrain(): void;
  /** It takes nothing any more: EPIPE, ENOSPC, EIO. */
  onError(error: Error): void;
}

/**
 * Node's own count of the bytes that a stream's handle has not written yet; part of a write counts
 * too.
 */
type Counted = net.Socket & { readonly _handle: { readonly writeQueueSize: number } | null };

export class Output {
  readonly isTerminal: boolean;
  readonly #descriptor: number;
  readonly #stream: Counted | undefined;
  readonly #events: OutputEvents;
  #waits = false;
  /** Bytes that the stream was given, and how many of them had been taken at the last check. */
  #given = 0;
  #taken = 0;
  #look: NodeJS.Timeout | undefined;
  #failed = false;
  #corked = false;

  constructor(descriptor: number, events: OutputEvents) {
    this.#descriptor = descriptor;
    this.#events = events;
    this.isTerminal = tty.isatty(descriptor);
    const kind = fs.fstatSync(descriptor);
    // libuv reopens a terminal, and only its own open file description becomes non-blocking.
    const stream = this.isTerminal
      ? new tty.ReadStream(descriptor)
      : kind.isFIFO() || kind.isSocket()
        ? new net.Socket({ fd: descriptor, readable: false })
        : undefined;
    this.#stream = stream as Counted | undefined;
    this.#stream?.on('error', (error) => this.#fail(error));
  }

  /** Nothing is written any more, and nothing waits for it. */
  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#events.onError(error);
    if (!this.#waits) return;
    this.#waits = false;
    this.#events.onDrain();
  }

  /** Returns true if it has failed: it takes nothing any more. */
  get failed(): boolean {
    return this.#failed;
  }

  get idle(): boolean {
    return !this.#waits;
  }

  /**
   * Writes the bytes, or as many of them as are taken now, and the rest when there is room.
   * @returns true if all were taken; if not, `bytes` must not be changed until onDrain
   */
  write(bytes: Uint8Array): boolean {
    if (this.#failed) return true;
    const direct = !this.#stream || (this.idle && !this.#corked && bytes.length <= DIRECT_BYTES);
    const taken = direct ? this.#writeNow(bytes) : 0;
    return taken === bytes.length || this.#hand(bytes.subarray(taken));
  }

  /** Everything waits from now on. */
  cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#stream?.cork();
  }

  /** Hands on the waiting bytes. */
  uncork(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#stream?.uncork();
  }

  /** @returns the number of bytes that were taken: all, if it takes nothing any more */
  #writeNow(bytes: Uint8Array): number {
    let taken = 0;
    try {
      while (taken < bytes.length) taken += fs.writeSync(this.#descriptor, bytes, taken);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return taken;
      this.#fail(error as Error);
      return bytes.length;
    }
    return taken;
  }

  #hand(bytes: Uint8Array): boolean {
    const stream = this.#stream;
    if (!stream) return true;
    this.#given += bytes.length;
    stream.write(bytes, (error) => {
      if (error || !this.#waits || stream.writableLength > 0) return; // 'error' will follow
      this.#waits = false;
      this.#events.onDrain();
    });
    if (stream.writableLength === 0) return true;
    this.#waits = true;
    this.#look ??= setInterval(() => this.#lookForProgress(), PROGRESS_INTERVAL_MS);
    return false;
  }

  #lookForProgress(): void {
    const taken = this.#given - (this.#stream?._handle?.writeQueueSize ?? 0);
    if (taken > this.#taken) this.#events.onProgress();
    else if (this.#waits) this.#events.onWait?.();
    this.#taken = taken;
    if (this.#waits) return;
    clearInterval(this.#look);
    this.#look = undefined;
  }

  /** Lets go of the stream; the descriptor stays open. */
  close(): void {
    clearInterval(this.#look);
    this.#stream?.destroy();
  }
}
