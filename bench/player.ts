// Plays the terminal for one run of a program. Invariant: all measures go through the same player,
// and it adds as little as Node can: one synchronous write for a key, one read into one buffer for
// what is shown.
import { Pty } from '../src/pty/pty.ts';

/** A run that waits longer than this for its next output has failed. */
const DEADLINE_MS = 120_000;

/** A text that is waited for is shorter than this, and is found however reads cut it. */
const TAIL_BYTES = 200;

/**
 * Only the end of a longer read is searched: a flood must not cost the player more than reading it.
 */
const LOOKED_AT_BYTES = 4_096;

/** Letters that no flood contains, as text or as the end of a control sequence. */
const KEYS = 'qwxyz';

const READ_BYTES = 64 * 1024;

/**
 * The pause from an echo to the next key: all processes come to rest in between, as they do when a
 * person types.
 */
const KEY_PAUSE_MS = 1;

/** Ends a process, unless it has ended by itself. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export class Player {
  readonly #started = performance.now();
  readonly #pty: Pty;
  #onOutput: (bytes: Buffer) => void = () => undefined;
  #onEnd: () => void = () => undefined;
  #hasEnded = false;
  #end: (status: number) => void = () => undefined;
  /** Resolves with the status when the command has ended. */
  readonly ended = new Promise<number>((resolve) => (this.#end = resolve));

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
        onExit: (status) => {
          this.#hasEnded = true;
          this.#onEnd();
          this.#end(status);
        },
      },
    );
  }

  /** The command's process id. */
  get pid(): number {
    return this.#pty.pid;
  }

  /** Milliseconds since just before the command was started. */
  get age(): number {
    return performance.now() - this.#started;
  }

  type(text: string): void {
    this.#pty.write(Buffer.from(text));
  }

  /**
   * Waits until a text of at most 200 bytes has been shown.
   * @throws Error if the command ends first, or the text does not come in two minutes
   */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    let tail = '';
    return this.#watch(`${pattern.source} to be shown`, (bytes) => {
      const text = tail + bytes.toString('latin1', Math.max(0, bytes.length - LOOKED_AT_BYTES));
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
      const letter = KEYS[key % KEYS.length] ?? '';
      const echo = this.#watch('the echo of a key', (bytes) =>
        bytes.includes(letter) ? performance.now() : undefined,
      );
      this.type(letter);
      times.push(((await echo) - typed) * 1000);
      await new Promise((resolve) => setTimeout(resolve, KEY_PAUSE_MS));
    }
    return times;
  }

  /** Passes what is shown to `look`, until that returns something. */
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

  /** Closes the terminal, and ends the command if it has not ended. */
  close(): void {
    if (!this.#hasEnded) kill(this.#pty.pid);
    this.#pty.close();
  }
}
