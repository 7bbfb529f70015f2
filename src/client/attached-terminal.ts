// The person's terminal while it is attached: raw, with the modes of the session's output followed, so that
// whatever ends the client puts back exactly what the session had switched on. Nothing but the session's bytes
// goes into an output that is not a terminal.
import { DEFAULT_SIZE, RESTORE_WAIT_MS } from '../base/limits.ts';
import { FollowedOutput } from './followed-output.ts';
import { Questions } from './questions.ts';
import { Output } from './output.ts';
import type { OutputEvents } from './output.ts';
import { RawMode, terminalSize } from './raw-mode.ts';
import type { Size } from '../../protocol/message.ts';

export class AttachedTerminal {
  readonly #input: number;
  readonly #raw: RawMode;
  readonly #output: Output;
  #followed: FollowedOutput;
  /** The columns when last asked: a terminal that has gone away cannot be asked any more. */
  #cols: number = DEFAULT_SIZE.cols;
  readonly #questions = new Questions();
  #drained: () => void = () => undefined;

  /**
   * @param input descriptor of the terminal that is typed on
   * @param output descriptor that the session's output goes to
   */
  constructor(input: number, output: number, events: OutputEvents) {
    this.#input = input;
    this.#followed = this.#fresh();
    this.#raw = new RawMode(input);
    this.#output = new Output(output, {
      onProgress: () => events.onProgress(),
      onError: (error) => events.onError(error),
      onDrain: () => {
        this.#drained();
        events.onDrain();
      },
    });
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  /** Whether it has taken all that it was given. */
  get idle(): boolean {
    return this.#output.idle;
  }

  get size(): Size {
    const size = terminalSize(this.#input);
    this.#cols = size.cols;
    return size;
  }

  /** The terminal's size has changed. */
  resized(): void {
    this.#followed.resized();
  }

  /** Whether the session has asked for keys in another encoding than the legacy one. */
  get extendedKeys(): boolean {
    return this.#followed.extendedKeys;
  }

  /** What the session's program has asked this terminal. */
  get questions(): Questions {
    return this.#questions;
  }

  /** @throws TdetachError no-terminal */
  enter(): Promise<void> {
    return this.#raw.enter();
  }

  #fresh(): FollowedOutput {
    return new FollowedOutput(() => this.#questions.asked());
  }

  /**
   * Shows the session's output.
   * @returns whether all of it was taken; if not, `bytes` must stay as they are until onDrain
   */
  show(bytes: Buffer): boolean {
    return this.#output.write(this.isTerminal ? this.#followed.feed(bytes) : bytes);
  }

  /** Undoes what the output so far has set: output was dropped, and the session's state follows afresh. */
  resync(): void {
    if (!this.isTerminal) return;
    this.#output.write(Buffer.from(this.#followed.undo(undefined, this.#cols)));
    this.#followed = this.#fresh();
  }

  /**
   * Puts everything back, once the terminal has taken what it was given or does not take it in time.
   * @param below lines from the cursor down to the first free one, where the host knows
   * @returns whether the terminal still takes anything: a write to one that does not would never end
   */
  async leave(below: number | undefined): Promise<boolean> {
    await this.#settled();
    if (this.isTerminal) {
      this.#output.write(Buffer.from(this.#followed.undo(below, this.#cols)));
      await this.#settled();
    }
    const responds = this.#output.idle && !this.#output.failed;
    this.#output.close();
    this.#raw.restore();
    return responds;
  }

  #settled(): Promise<void> {
    if (this.#output.idle) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RESTORE_WAIT_MS);
      this.#drained = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
