// Plays the terminal for one run of a program, and measures it. All programs are measured through the same
// player, so what it costs itself is in every figure.
import { Pty } from '../src/pty/pty.ts';

const DEADLINE_MS = 120_000;

export class Player {
  readonly #started = performance.now();
  readonly #pty: Pty;
  #onOutput: (bytes: Buffer) => void = () => undefined;
  #onExit: () => void = () => undefined;

  constructor(command: readonly string[], env: Readonly<Record<string, string>>) {
    const surroundings = { env, cwd: '/', umask: 0o022, cols: 80, rows: 24, chunkBytes: 65_536, headroom: 0 };
    this.#pty = new Pty(
      { command, ...surroundings },
      {
        onOutput: (buffer, count) => {
          this.#onOutput(buffer.subarray(0, count));
          return true;
        },
        onExit: () => this.#onExit(),
      },
    );
  }

  type(text: string): void {
    this.#pty.write(Buffer.from(text));
  }

  /** Milliseconds since the program was started. */
  get age(): number {
    return performance.now() - this.#started;
  }

  /** Waits until the text has been shown; the number of bytes since the last call. */
  until(text: string): Promise<number> {
    return new Promise((resolve, reject) => {
      let tail = '';
      let total = 0;
      const timer = setTimeout(() => reject(new Error(`${text} never came; last: ${tail}`)), DEADLINE_MS);
      const done = (): void => {
        clearTimeout(timer);
        this.#onOutput = (): void => undefined;
        this.#onExit = (): void => undefined;
        resolve(total);
      };
      this.#onExit = (): void => {
        clearTimeout(timer);
        reject(new Error(`it ended before ${text} came; last: ${tail}`));
      };
      this.#onOutput = (bytes): void => {
        total += bytes.length;
        const end = tail + bytes.toString('latin1', Math.max(0, bytes.length - 200));
        if (end.includes(text)) done();
        else tail = end.slice(-text.length);
      };
    });
  }

  /** Microseconds from a key to the next output, for each of so many keys. */
  async echoes(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let key = 0; key < count; key++) {
      await new Promise<void>((resolve) => {
        const typed = performance.now();
        this.#onOutput = (): void => {
          times.push((performance.now() - typed) * 1000);
          resolve();
        };
        this.type(String.fromCharCode(97 + (key % 26)));
      });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return times;
  }

  /** Ends the program, as a window that is closed does. */
  end(): void {
    this.#pty.close();
  }
}
