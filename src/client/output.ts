// The client's standard output, without blocking: a terminal or a pipe that takes nothing must not keep the
// client from its keys and signals. One write is tried at once; what is not taken waits in libuv.
import fs from 'node:fs';
import net from 'node:net';
import tty from 'node:tty';

/** A slow terminal is fed in pieces of this size, so that its progress can be told from standing still. */
const PIECE_BYTES = 4_096;

export interface OutputEvents {
  /** Something that had to wait has been taken. */
  onProgress(): void;
  /** Everything has been taken, after `write` had returned false. */
  onDrain(): void;
  /** It takes nothing any more: EPIPE, ENOSPC, EIO. */
  onError(error: Error): void;
}

export class Output {
  readonly isTerminal: boolean;
  readonly #descriptor: number;
  readonly #stream: net.Socket | undefined;
  readonly #events: OutputEvents;
  #pieces: Uint8Array[] = [];
  #failed = false;

  constructor(descriptor: number, events: OutputEvents) {
    this.#descriptor = descriptor;
    this.#events = events;
    this.isTerminal = tty.isatty(descriptor);
    const kind = fs.fstatSync(descriptor);
    // For a terminal libuv opens a description of its own, and only that becomes non-blocking.
    if (this.isTerminal) this.#stream = new tty.ReadStream(descriptor);
    else if (kind.isFIFO() || kind.isSocket())
      this.#stream = new net.Socket({ fd: descriptor, readable: false });
    this.#stream?.on('error', (error) => this.#fail(error));
  }

  /** Nothing is written any more, and nobody waits for it. */
  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    const waited = !this.idle;
    this.#pieces = [];
    this.#events.onError(error);
    if (waited) this.#events.onDrain();
  }

  /** Whether it has failed: it takes nothing any more. */
  get failed(): boolean {
    return this.#failed;
  }

  get idle(): boolean {
    return this.#pieces.length === 0;
  }

  /**
   * Writes the bytes, or as many of them as are taken now, and the rest when there is room.
   * @returns whether all were taken; if not, `bytes` must stay as they are until onDrain
   */
  write(bytes: Uint8Array): boolean {
    if (this.#failed) return true;
    let taken = 0;
    try {
      while (this.idle && taken < bytes.length) taken += fs.writeSync(this.#descriptor, bytes, taken);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        this.#fail(error as Error);
        return true;
      }
    }
    if (taken === bytes.length) return true;
    const start = this.idle;
    for (let at = taken; at < bytes.length; at += PIECE_BYTES)
      this.#pieces.push(bytes.subarray(at, at + PIECE_BYTES));
    if (start) this.#next();
    return false;
  }

  #next(): void {
    const piece = this.#pieces[0];
    if (!piece) return this.#events.onDrain();
    this.#stream?.write(piece, (error) => {
      if (error) return; // 'error' follows
      this.#pieces.shift();
      this.#events.onProgress();
      this.#next();
    });
  }

  /** Lets go of the stream; the descriptor stays open. */
  close(): void {
    this.#stream?.destroy();
  }
}
