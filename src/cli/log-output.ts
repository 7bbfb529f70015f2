// Where `log` writes to: a file or a pipe gets the bytes as they are; a terminal is put back at the end, and is asked nothing, as
// its answers would reach nobody but the shell.
import { FollowedOutput } from '../client/followed-output.ts';
import { terminalSize } from '../client/keyboard.ts';
import { RESTORE_WAIT_MS } from '../base/limits.ts';
import { PlainText } from '../screen/plain-text.ts';
import type { TdetachError } from '../base/error.ts';
import { PacedOutput } from './paced-output.ts';

export class LogOutput {
  readonly #output = new PacedOutput();
  readonly #plain: PlainText | undefined;
  readonly #followed: FollowedOutput | undefined;
  #ended = false;

  /** @param plain whether it is given out as lines of text */
  constructor(plain: boolean) {
    if (plain) this.#plain = new PlainText();
    else if (this.#output.isTerminal) this.#followed = new FollowedOutput(undefined, false);
  }

  /** Whether it is a terminal that has to be put back. */
  get isShown(): boolean {
    return this.#followed !== undefined;
  }

  /** Why it takes nothing any more. */
  get failed(): TdetachError | undefined {
    return this.#output.failed;
  }

  /** Writes output; as PacedOutput.write. */
  write(bytes: Uint8Array, drained: () => void): boolean {
    if (this.#ended) return true;
    if (this.#plain) return this.#output.write(Buffer.from(this.#plain.take(bytes)), drained);
    return this.#output.write(this.#followed?.feed(Buffer.from(bytes)) ?? bytes, drained);
  }

  /** Writes what ends the output. Resolves when all has been taken. */
  async end(): Promise<void> {
    if (this.#plain) this.#output.write(Buffer.from(this.#plain.end()), () => undefined);
    this.#undo();
    await this.#output.taken();
  }

  /** Puts a terminal back in the midst of the output, of which nothing more is written. */
  async breakOff(): Promise<void> {
    if (!this.#followed) return;
    this.#undo();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, RESTORE_WAIT_MS)));
    await Promise.race([this.#output.taken(), late]);
    clearTimeout(timer);
  }

  #undo(): void {
    if (!this.#followed || this.#ended) return;
    this.#ended = true;
    const sequences = this.#followed.undo(undefined, terminalSize(1).cols);
    this.#output.write(Buffer.from(sequences), () => undefined);
  }
}
