// Standard output for what may be much: nothing is read on while it takes nothing, and a signal is
// heard all the same.
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

  /** Why it takes nothing any more. */
  get failed(): TdetachError | undefined {
    return this.#failed;
  }

  /**
   * Writes a copy of the bytes.
   * @param drained called once it takes more, or never will, where it does not now
   * @returns whether it takes more now
   */
  write(bytes: Uint8Array, drained: () => void): boolean {
    if (this.#failed) return true;
    const wrote = this.#output.write(Buffer.from(bytes));
    if (!wrote) this.#drained = drained;
    return wrote;
  }

  /** Waits until all has been taken. */
  async taken(): Promise<void> {
    if (!this.#output.idle && !this.#failed) await new Promise<void>((resolve) => (this.#drained = resolve));
  }
}
