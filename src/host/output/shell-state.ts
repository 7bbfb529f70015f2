// What the host knows of the shell in its session, from the marks in its output
// (src/screen/listening/shell-marks.ts). Each byte is followed as it is read, so that this is ahead
// of the screen. A shell that sends no marks has no state.
import { ShellMarks } from '../../screen/listening/shell-marks.ts';
import type { Progress } from '../../screen/listening/shell-marks.ts';

/** Is told of what the shell does. */
export interface ShellListener {
  /** It waits at its prompt. */
  prompt?(): void;
  /** A command has begun; the line is undefined where the shell does not tell it. */
  started?(line: string | undefined): void;
  ended?(status: number | undefined, line: string | undefined): void;
}

/**
 * `typed`: a command line was typed at the prompt, which may be drawn again meanwhile. `idle`:
 * between the end of a command and the next prompt.
 */
type Phase = 'unknown' | 'prompt' | 'input' | 'typed' | 'running' | 'idle';

export class ShellState {
  readonly #marks: ShellMarks;
  readonly #listeners = new Set<ShellListener>();
  readonly #isIntegrated: boolean;
  #phase: Phase = 'unknown';
  /** True if the shell marks the end of its prompts, so that their beginning alone is none. */
  #marksInput: boolean;
  #promptAt = 0;
  #line: string | undefined;
  #status: number | undefined;
  #folder: string | undefined;
  #progress: Progress | undefined;
  #hasTyped = false;
  /**
   * True if the next prompt may begin with the line before, which was wrong: fish has it edited.
   */
  #keepsLine = false;

  /**
   * @param isIntegrated whether the shell is made to send marks, and will do so once it has started
   */
  constructor(isIntegrated = false) {
    this.#isIntegrated = this.#marksInput = isIntegrated;
    this.#marks = new ShellMarks({
      prompt: ({ to }) => {
        if (this.#phase === 'running') this.#end(undefined); // it has not said so
        if (this.#phase !== 'input' && this.#phase !== 'typed') this.#enter('prompt', to);
      },
      input: ({ to }) => {
        if (this.#phase === 'typed') return;
        const isNew = !this.isAtPrompt;
        this.#marksInput = true;
        if (isNew) this.#enter('input', to);
        this.#phase = 'input';
      },
      started: (_, line) => this.#start(line),
      ended: (_, status) => {
        if (this.#phase !== 'unknown') this.#status = status ?? this.#status; // else no command was there yet
        if (this.#phase === 'running') this.#end(status);
        else this.#keepsLine = this.#phase === 'input' || this.#phase === 'typed';
        this.#phase = 'idle';
      },
      folder: (path) => (this.#folder = path),
      progress: (progress) => (this.#progress = progress),
    });
  }

  feed(bytes: Buffer): void {
    this.#marks.feed(bytes);
  }

  /** Something was typed. */
  typed(): void {
    this.#hasTyped = true;
  }

  /** A whole command line was typed: no other one is taken before this one has ended. */
  lineTyped(): void {
    this.#phase = 'typed';
  }

  /** @returns what takes the listener away again */
  listen(listener: ShellListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns true if its shell sends marks at all. */
  get isKnown(): boolean {
    return this.#isIntegrated || this.#phase !== 'unknown';
  }

  /** Returns true if the shell waits for a command line. */
  get isAtPrompt(): boolean {
    return this.#phase === 'input' || (this.#phase === 'prompt' && !this.#marksInput);
  }

  /** Returns true if something was typed at this prompt. */
  get hasTyped(): boolean {
    return this.#hasTyped;
  }

  /** Sequence number after the mark of the last prompt. */
  get promptAt(): number {
    return this.#promptAt;
  }

  /** The command line that runs, where the shell tells it. */
  get line(): string | undefined {
    return this.#line;
  }

  /** Of the last command that has ended with one. */
  get status(): number | undefined {
    return this.#status;
  }

  get folder(): string | undefined {
    return this.#folder;
  }

  get progress(): Progress | undefined {
    return this.#progress;
  }

  #enter(phase: 'prompt' | 'input', seq: number): void {
    this.#phase = phase;
    if (!this.isAtPrompt) return;
    this.#promptAt = seq;
    this.#hasTyped = this.#keepsLine;
    this.#keepsLine = false;
    for (const listener of [...this.#listeners]) listener.prompt?.();
  }

  #start(line: string | undefined): void {
    if (this.#phase === 'running') return; // two integrations mark the same command
    this.#phase = 'running';
    this.#line = line;
    for (const listener of [...this.#listeners]) listener.started?.(line);
  }

  #end(status: number | undefined): void {
    const line = this.#line;
    this.#phase = 'idle';
    this.#line = undefined;
    for (const listener of [...this.#listeners]) listener.ended?.(status, line);
  }
}
