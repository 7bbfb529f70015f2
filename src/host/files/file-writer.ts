// Writes waiting bytes to a file, one write at a time, and never waits for it. A slow file holds up
// the program instead. Invariants: bytes are written in order, each once; after an error, or once
// the file is closed, nothing is written.
import {
  FILE_END_MS,
  FILE_PAUSE_BYTES,
  FILE_QUEUE_BYTES,
  FILE_RESUME_BYTES,
  FILE_RETRY_FIRST_MS,
  FILE_RETRY_LONGEST_MS,
  FILE_WRITE_BYTES,
} from '../../base/limits/file-limits.ts';
import type { WaitingBytes } from '../../session/waiting-bytes.ts';
import type { Writable } from './output-file.ts';

export interface FileWriterPort {
  /** Holds the program up, or does so no longer. */
  hold(on: boolean): void;
  /** The file cannot be written, and nothing more will be. */
  failed(error: unknown): void;
}

export class FileWriter {
  readonly #file: Writable;
  readonly #waiting: WaitingBytes;
  readonly #port: FileWriterPort;
  #held = false;
  #busy = false;
  #closed = false;
  #wake: (() => void) | undefined;
  /** Called once everything is written, or writing has failed. */
  #done: () => void = () => undefined;

  constructor(file: Writable, waiting: WaitingBytes, port: FileWriterPort) {
    this.#file = file;
    this.#waiting = waiting;
    this.#port = port;
  }

  /** Returns true if it is over: by its end, or an error. */
  get closed(): boolean {
    return this.#closed;
  }

  /** More bytes wait to be written. */
  more(): void {
    if (this.#closed) return;
    if (this.#waiting.length > FILE_QUEUE_BYTES) {
      this.#close();
      return this.#port.failed(new Error('it takes nothing, and too much waits for it'));
    }
    this.#hold();
    if (!this.#busy) void this.#write();
  }

  #hold(): void {
    const on = !this.#closed && this.#waiting.length > (this.#held ? FILE_RESUME_BYTES : FILE_PAUSE_BYTES);
    if (on === this.#held) return;
    this.#held = on;
    this.#port.hold(on);
  }

  async #write(): Promise<void> {
    this.#busy = true;
    try {
      for (let retryMs = FILE_RETRY_FIRST_MS; !this.#closed && this.#waiting.length > 0;) {
        const count = await this.#file.write(this.#waiting.read(FILE_WRITE_BYTES));
        this.#waiting.written(count);
        this.#hold();
        if (count > 0) {
          retryMs = FILE_RETRY_FIRST_MS;
        } else {
          await this.#rest(retryMs);
          retryMs = Math.min(retryMs * 2, FILE_RETRY_LONGEST_MS);
        }
      }
    } catch (error) {
      const told = !this.#closed; // or it was given up before, and it is not asked for any more
      this.#close();
      if (told) this.#port.failed(error);
    }
    this.#busy = false;
    if (this.#closed) this.#file.close();
    this.#done();
  }

  /** Waits, or until it is closed. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #close(): void {
    this.#closed = true;
    this.#wake?.();
    this.#hold();
  }

  /**
   * Writes the rest and closes the file: whatever happens, within FILE_END_MS.
   * @returns bytes that were not written, be it in time or after an error
   */
  async finish(): Promise<number> {
    if (this.#closed) return this.#waiting.length;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      timer = setTimeout(resolve, FILE_END_MS);
      if (!this.#busy) resolve();
    });
    clearTimeout(timer);
    const left = this.#waiting.length;
    if (this.closed) return left; // by an error meanwhile
    this.#close();
    // During a write the file is closed after it; otherwise its descriptor may already be another
    // file's.
    if (!this.#busy) this.#file.close();
    return left;
  }
}
