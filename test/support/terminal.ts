// Plays the terminal for a program: keeps all that it shows, types, and waits for what should
// appear.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { Pty } from '../../src/pty/pty.ts';
import { DEADLINE_MS, eventually } from './deadline.ts';
import { WithoutNotice } from './detach-notice.ts';

export interface TerminalOptions {
  readonly cols?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The most that the terminal reads at once. */
  readonly readBytes?: number;
  /** Also shows the line that tells the detach key after -c. */
  readonly notice?: boolean;
}

interface Waiting {
  readonly holds: () => boolean;
  readonly resolve: () => void;
}

export class Terminal {
  /** The exit status, or 128 and the signal's number. */
  readonly ended: Promise<number>;
  readonly pid: number;
  readonly #pty: Pty;
  /** Everything shown since the last clear(), at the front of a buffer that grows. */
  #all = Buffer.alloc(4_096);
  #length = 0;
  #clears = 0;
  #restMs = 0;
  #ended = false;
  #waiting: Waiting[] = [];

  constructor(command: readonly string[], options: TerminalOptions) {
    const { cols = 80, rows = 24, env = {}, cwd = '/', readBytes = 65_536, notice = false } = options;
    const creates = command.some((word) => /(^|\s)(-\w*c|--create\b|new)/.test(word));
    const filter = creates && !notice ? new WithoutNotice() : undefined;
    let end: (status: number) => void;
    this.ended = new Promise((resolve) => (end = resolve));
    const handlers = {
      onOutput: (frame: Buffer, count: number): boolean => {
        const bytes = frame.subarray(0, count);
        this.#take(filter ? filter.take(bytes) : bytes);
        if (this.#restMs > 0) this.#rest(this.#restMs);
        this.#check();
        return true;
      },
      onExit: (status: number, signal: number): void => {
        if (filter) this.#take(filter.rest());
        this.#ended = true;
        end(signal > 0 ? 128 + signal : status);
        this.#check();
      },
    };
    const all = { command, env, cwd, umask: 0o022, cols, rows, chunkBytes: readBytes, headroom: 0 };
    this.#pty = new Pty(all, handlers);
    this.pid = this.#pty.pid;
  }

  #take(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#all.length) {
      const larger = Buffer.alloc(2 * length);
      this.#all.copy(larger, 0, 0, this.#length);
      this.#all = larger;
    }
    bytes.copy(this.#all, this.#length);
    this.#length = length;
  }

  /** Everything shown since the last clear(). */
  get shown(): Buffer {
    return Buffer.from(this.#all.subarray(0, this.#length));
  }

  get text(): string {
    return this.#all.toString('latin1', 0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    this.#clears++;
  }

  type(text: string | Buffer): void {
    this.#pty.write(Buffer.from(text as string, 'latin1'));
  }

  /** Types all of it, at the pace at which the terminal takes it. */
  async paste(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const taken = this.#ended ? bytes.length : this.#pty.write(bytes.subarray(at, at + 4096));
      at += taken;
      if (taken === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  resize(cols: number, rows: number): void {
    this.#pty.resize({ cols, rows });
  }

  /** Stops reading, or goes on. */
  reads(on: boolean): void {
    if (on) this.#pty.resume();
    else this.#pty.pause();
  }

  /** Reads slowly from now on, with a rest after each read; 0 ends that. */
  slow(restMs: number): void {
    this.#restMs = restMs;
  }

  #rest(ms: number): void {
    this.reads(false);
    setTimeout(() => this.reads(true), ms);
  }

  /**
   * Waits until the terminal is raw, so that the program in it takes keys as they come. A client's
   * session need not be there yet.
   */
  async ready(): Promise<void> {
    const settings = (): string => execFileSync('stty', ['-F', this.#pty.path, '-a'], { encoding: 'latin1' });
    const LOOK_MS = 15; // each check is a process
    await eventually(() => settings().includes('-icanon'), settings, LOOK_MS);
  }

  /** The process that the program in the terminal (a shell) waits for. */
  child(): number {
    return Number(
      fs.readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'latin1').trim().split(' ')[0],
    );
  }

  #check(): void {
    const done = this.#waiting.filter(({ holds }) => holds());
    this.#waiting = this.#waiting.filter((waiting) => !done.includes(waiting));
    for (const { resolve } of done) resolve();
  }

  /** Returns a check for a text that was shown; it searches no byte of a flood twice. */
  #includes(text: string): () => boolean {
    let [from, clears] = [0, this.#clears];
    return () => {
      if (clears !== this.#clears) [from, clears] = [0, this.#clears];
      if (this.#all.subarray(0, this.#length).includes(text, from, 'latin1')) return true;
      from = Math.max(0, this.#length - text.length);
      return false;
    };
  }

  /** Waits until the text has been shown. */
  async until(text: string | RegExp): Promise<void> {
    const holds = typeof text === 'string' ? this.#includes(text) : (): boolean => text.test(this.text);
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#late(String(text))), DEADLINE_MS);
      const settle = (): void => {
        clearTimeout(timer);
        if (holds()) resolve();
        else reject(this.#late(String(text)));
      };
      this.#waiting.push({ holds: () => this.#ended || holds(), resolve: settle });
    });
  }

  #late(text: string): Error {
    const how = this.#ended ? 'it ended first' : 'not in time';
    return new Error(
      `${JSON.stringify(text)} was not shown (${how}); shown: ${JSON.stringify(this.text.slice(-2000))}`,
    );
  }

  /** Waits for the program's end, and returns its status. */
  async status(): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#late('the end')), DEADLINE_MS);
    });
    return Promise.race([this.ended, late]).finally(() => clearTimeout(timer));
  }

  /** Closes the terminal, as closing its window does. */
  hangUp(): void {
    this.#pty.close();
  }

  /** Ends the program if it has not ended. */
  end(): void {
    if (this.#ended) return;
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended
    }
  }
}
