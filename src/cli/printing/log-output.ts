// The output of `log`. A file or a pipe gets the bytes unchanged. A terminal is restored at the
// end, and gets no queries, because its answers would go to the shell.
import { FollowedOutput } from '../../screen/modes/followed-output.ts';
import { terminalSize } from '../../client/keyboard.ts';
import { RESTORE_WAIT_MS } from '../../base/limits/client-limits.ts';
import { PlainText } from '../../screen/listening/plain-text.ts';
import type { TdetachError } from '../../base/error.ts';
import type { OutputPart } from '../../control/reading/read-output.ts';
import { LogJson } from './log-json.ts';
import { PacedOutput } from './paced-output.ts';

export class LogOutput {
  readonly #output = new PacedOutput();
  readonly #plain: PlainText | undefined;
  readonly #json: LogJson | undefined;
  readonly #followed: FollowedOutput | undefined;
  #ended = false;

  /**
   * @param plain true to write lines of text
   * @param json the session's name, to write JSON objects
   */
  constructor(plain: boolean, json: string | undefined) {
    if (plain) this.#plain = new PlainText();
    if (json !== undefined) this.#json = new LogJson(json, this.#plain);
    else if (!plain && this.#output.isTerminal) this.#followed = new FollowedOutput(undefined, false);
  }

  /** Returns true if the output is a terminal that has to be restored. */
  get isShown(): boolean {
    return this.#followed !== undefined;
  }

  /** The error that ended the output, if any. */
  get failed(): TdetachError | undefined {
    return this.#output.failed;
  }

  /** Writes output, like PacedOutput.write. */
  write(part: OutputPart, drained: () => void): boolean {
    if (this.#ended) return true;
    return this.#output.write(this.#formed(part), drained);
  }

  #formed(part: OutputPart): Uint8Array {
    if (this.#json) return Buffer.from(this.#json.take(part));
    if (this.#plain) return Buffer.from(this.#plain.take(part.bytes));
    return this.#followed?.feed(Buffer.from(part.bytes)) ?? part.bytes;
  }

  /** Writes the end of the output. Resolves when all of it has been taken. */
  async end(): Promise<void> {
    const rest = this.#json?.end() ?? this.#plain?.end();
    if (rest !== undefined) this.#output.write(Buffer.from(rest), () => undefined);
    this.#undo();
    await this.#output.taken();
  }

  /** Restores a terminal in the middle of the output, and stops writing. */
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
