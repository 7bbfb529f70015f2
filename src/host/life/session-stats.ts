// What a session remembers of its life. Invariant: `output` counts every byte of the program's,
// sent to a client or not: it is the sequence number of the output so far.
import { KEPT_OUTPUT_BYTES } from '../../base/limits/flow-limits.ts';
import { KeptOutput } from '../../session/kept-output.ts';
import { Sizes } from '../../session/sizes.ts';
import { TypedLines } from '../../session/typed-lines.ts';
import type { Size } from '../../../protocol/message.ts';
import { ShellState } from '../output/shell-state.ts';

export class SessionStats {
  readonly #now: () => number;
  /** When it began, in ms since 1970. */
  readonly created: number;
  /** The end of the output. */
  readonly kept = new KeptOutput(KEPT_OUTPUT_BYTES);
  /** The sizes of the terminal along it. */
  readonly sizes: Sizes;
  /** What its shell has reported of itself. */
  readonly shell: ShellState;
  /** Command lines typed by clients that do not attach. */
  readonly typedLines = new TypedLines();
  #activity: number;
  #printedAt: number;

  /**
   * @param now a clock, in ms since 1970
   * @param isIntegrated true if the program is a shell that is made to mark its prompts
   */
  constructor(now: () => number, size: Size, isIntegrated = false) {
    this.shell = new ShellState(isIntegrated);
    this.sizes = new Sizes(size);
    this.#now = now;
    this.created = this.#activity = this.#printedAt = now();
  }

  /** When there was output or input last, in ms since 1970. */
  get activity(): number {
    return this.#activity;
  }

  /** Bytes of output so far. */
  get output(): number {
    return this.kept.end;
  }

  /** For how long there was no output, in ms. */
  get quietMs(): number {
    return this.#now() - this.#printedAt;
  }

  printed(bytes: Buffer): void {
    this.kept.add(bytes);
    this.shell.feed(bytes);
    this.#activity = this.#printedAt = this.#now();
  }

  resized(size: Size): void {
    this.sizes.resized(this.output, size, this.kept.start);
  }

  typed(bytes: Uint8Array): void {
    this.shell.typed(bytes);
    this.#activity = this.#now();
  }
}
