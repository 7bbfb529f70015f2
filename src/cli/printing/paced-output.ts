// Standard output for large amounts of data. The source is paused while standard output is blocked,
// and signals are still handled.
import { TdetachError } from '../../base/error.ts';
import { Output } from '../../client/standard-output.ts';
import { failure } from './print.ts';

export class PacedOutput {
  readonly #output: Output;
  #failed: TdetachError | undefined;
  #drained: () => void = () => undefined;

  constructor() {
    this.#output = new Output(1, {
      onProgress: () => undefined,
      onDrain: () => this.#drained(),
      onError: (error) => {
        this.#failed = failure(error);
        this.#drained();
      },
    });
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  /** The error that ended the output, if any. */
  get failed(): TdetachError | undefined {
    return this.#failed;
  }

  /**
   * Writes a copy of the bytes.
   * @param drained called, if the output is full now, when it takes more or has failed
   * @returns true if the output takes more now
   */
  write(bytes: Uint8Array, drained: () => void): boolean {
    if (this.#failed) return true;
    const wrote = this.#output.write(Buffer.from(bytes));
    if (!wrote) this.#drained = drained;
    return wrote;
  }

  /** Waits until everything has been taken. */
  async taken(): Promise<void> {
    if (!this.#output.idle && !this.#failed) await new Promise<void>((resolve) => (this.#drained = resolve));
  }
}
