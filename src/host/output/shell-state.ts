// What the host knows of the session's shell, from the marks in its output
// (src/screen/listening/shell-marks.ts). It parses each byte as it is read, so it is ahead of the
// screen. A shell that sends no marks has no state.
import { LINE_REFUSED_MS } from '../../base/limits/typed-limits.ts';
import { ShellMarks } from '../../screen/listening/shell-marks.ts';
import type { Progress } from '../../screen/listening/shell-marks.ts';

/** Hears of what the shell does. */
export interface ShellListener {
  /** It waits at its prompt. */
  prompt?(): void;
  /** A command has begun; the line is undefined if the shell does not report it. */
  started?(line: string | undefined): void;
  ended?(status: number | undefined, line: string | undefined): void;
}

/**
 * `typed`: a command line was typed at the prompt, which may be drawn again meanwhile. `idle`:
 * between the end of a command and the next prompt.
 */
type Phase = 'unknown' | 'prompt' | 'input' | 'typed' | 'running' | 'idle';

/** Keys that have a line carried out: Enter, and readline's C-o. */
const ENTERS = /[\r\n\x0f]/;

/** Bracketed pastes, which carry out nothing; the last one may still be open. */
const PASTES = /\x1b\[200~[^]*?(?:\x1b\[201~|$)/g;

/** The status of a line that C-c has taken back. */
const CANCELLED = 130;

/** How much of the text typed at a prompt is examined, which is more than a line has. */
const TYPED_CHARACTERS = 64 * 1024;

export class ShellState {
  readonly #marks: ShellMarks;
  readonly #listeners = new Set<ShellListener>();
  readonly #isIntegrated: boolean;
  #phase: Phase = 'unknown';
  /**
   * True if the shell marks the end of its prompts, so that their beginning alone is not a prompt.
   */
  #marksInput: boolean;
  #promptAt = 0;
  #line: string | undefined;
  #status: number | undefined;
  #folder: string | undefined;
  #progress: Progress | undefined;
  #hasTyped = false;
  /** The text typed at this prompt, a byte a character. */
  #typedText = '';
  /** Runs when a prompt follows a typed line without a command. */
  #refusal: NodeJS.Timeout | undefined;
  /**
   * True if the next prompt may begin with the line before, which was wrong: fish has it edited.
   */
  #keepsLine = false;

  /**
   * @param isIntegrated true if the shell is made to send marks, and will do so once it has started
   */
  constructor(isIntegrated = false) {
    this.#isIntegrated = this.#marksInput = isIntegrated;
    this.#marks = new ShellMarks({
      prompt: ({ to }) => {
        if (this.#phase === 'running') this.#end(undefined); // it has not said so
        if (this.#phase === 'input' && this.hasEntered) this.#phase = 'idle'; // an empty line
        if (this.#phase !== 'input' && this.#phase !== 'typed') this.#enter('prompt', to);
      },
      input: ({ to }) => {
        if (this.#phase === 'typed') return this.#awaitCommand(to);
        const isNew = !this.isAtPrompt;
        this.#marksInput = true;
        if (isNew) this.#enter('input', to);
        this.#phase = 'input';
      },
      started: (_, line) => this.#start(line),
      ended: (_, status) => {
        if (this.#phase !== 'unknown') this.#status = status ?? this.#status; // else no command was there yet
        if (this.#phase === 'running') this.#end(status);
        else this.#keepsLine = status !== CANCELLED && (this.#phase === 'input' || this.#phase === 'typed');
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
  typed(bytes: Uint8Array): void {
    this.#hasTyped = true;
    const room = TYPED_CHARACTERS - this.#typedText.length;
    this.#typedText += Buffer.from(bytes.subarray(0, room)).toString('latin1');
  }

  /** The text at the prompt was taken back; the shell draws another prompt. */
  cancelled(): void {
    this.#phase = 'idle';
  }

  /** A whole command line was typed. No other line is accepted before it has ended. */
  lineTyped(): void {
    clearTimeout(this.#refusal);
    this.#phase = 'typed';
  }

  /** @returns a function that removes the listener */
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

  /** Returns true if a line was typed at this prompt: its command may be about to begin. */
  get hasEntered(): boolean {
    return ENTERS.test(this.#typedText.replace(PASTES, ''));
  }

  /** Sequence number after the mark of the last prompt. */
  get promptAt(): number {
    return this.#promptAt;
  }

  /** The running command line, if the shell reports it. */
  get line(): string | undefined {
    return this.#line;
  }

  /** The status of the last command that has ended with one. */
  get status(): number | undefined {
    return this.#status;
  }

  get folder(): string | undefined {
    return this.#folder;
  }

  get progress(): Progress | undefined {
    return this.#progress;
  }

  /**
   * The prompt is drawn again after a whole line was typed. A command follows, unless the shell has
   * refused the line (bash, a history expansion that is not there) or it was empty.
   */
  #awaitCommand(seq: number): void {
    clearTimeout(this.#refusal);
    this.#refusal = setTimeout(() => {
      if (this.#phase === 'typed') this.#enter('input', seq);
    }, LINE_REFUSED_MS).unref();
  }

  #enter(phase: 'prompt' | 'input', seq: number): void {
    this.#phase = phase;
    if (!this.isAtPrompt) return;
    this.#promptAt = seq;
    this.#hasTyped = this.#keepsLine;
    this.#typedText = '';
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
