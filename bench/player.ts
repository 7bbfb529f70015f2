// Plays the terminal for one run of a program. Invariant: whatever is measured goes through the same player, and
// it adds as little as Node can: one synchronous write for a key, one read into one buffer for what is shown.
import { Pty } from '../src/pty/pty.ts';

/** A run in which nothing of what is waited for comes in this time has failed. */
const DEADLINE_MS = 120_000;

/** What may be waited for is shorter than this many bytes, and counts however reads cut it. */
const TAIL_BYTES = 200;

const READ_BYTES = 64 * 1024;

/** From an echo to the next key, so that all come to rest in between, as they do when a person types. */
const KEY_PAUSE_MS = 1;

export class Player {
  readonly #started = performance.now();
  readonly #pty: Pty;
  #onOutput: (bytes: Buffer) => void = () => undefined;
  #onEnd: () => void = () => undefined;

  /** Starts the command in a terminal of 80 x 24. */
  constructor(command: readonly string[], env: Readonly<Record<string, string>>) {
    const size = { cols: 80, rows: 24, chunkBytes: READ_BYTES, headroom: 0 };
    this.#pty = new Pty(
      { command, env, cwd: '/', umask: 0o022, ...size },
      {
        onOutput: (buffer, count) => {
          this.#onOutput(buffer.subarray(0, count));
          return true;
        },
        onExit: () => this.#onEnd(),
      },
    );
  }

  /** Milliseconds since just before the command was started. */
  get age(): number {
    return performance.now() - this.#started;
  }

  type(text: string): void {
    this.#pty.write(Buffer.from(text));
  }

  /**
   * Waits until something has been shown that is not longer than 200 bytes.
   * @throws Error if the command ends before, or it does not come in two minutes
   */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    let tail = '';
    return this.#watch(`${pattern.source} to be shown`, (bytes) => {
      const text = tail + bytes.toString('latin1', Math.max(0, bytes.length - TAIL_BYTES));
      tail = text.slice(-TAIL_BYTES);
      return pattern.exec(text) ?? undefined;
    });
  }

  /**
   * Types keys, each one after the echo of the one before.
   * @returns the time from each key to its echo, in microseconds
   */
  async echoes(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let key = 0; key < count; key++) {
      const typed = performance.now();
      const echo = this.#watch('the echo of a key', () => performance.now());
      this.type(String.fromCharCode(97 + (key % 26)));
      times.push(((await echo) - typed) * 1000);
      await new Promise((resolve) => setTimeout(resolve, KEY_PAUSE_MS));
    }
    return times;
  }

  /** Gives what is shown to `look`, until it returns something. */
  #watch<T>(what: string, look: (bytes: Buffer) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      let last = '';
      const over = (): void => {
        clearTimeout(timer);
        this.#onOutput = this.#onEnd = (): void => undefined;
      };
      const fail = (why: string) => (): void => {
        over();
        reject(new Error(`waited for ${what}: ${why}; last seen: ${JSON.stringify(last)}`));
      };
      const timer = setTimeout(fail('it did not come'), DEADLINE_MS);
      this.#onEnd = fail('the command ended');
      this.#onOutput = (bytes): void => {
        const found = look(bytes);
        if (found === undefined) {
          last = bytes.toString('latin1', Math.max(0, bytes.length - TAIL_BYTES));
          return;
        }
        over();
        resolve(found);
      };
    });
  }

  /** Closes the terminal, as a window that is closed does. */
  close(): void {
    this.#pty.close();
  }
}
