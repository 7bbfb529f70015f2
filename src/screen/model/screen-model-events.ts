// The events of a screen model (screen-model.ts).
import type { Size } from '../../../protocol/message.ts';

export interface ScreenModelEvents {
  /** The terminal's report to the program, while the model is the terminal, and its query. */
  onAnswer(report: string, query: string): void;
  /**
   * The program asked this while another terminal answers. The model would have answered `answer`
   * ('' for nothing).
   */
  onPassedOn?(query: string, answer: string): void;
  /** The model has taken in all output so far. */
  onCaughtUp?(): void;
  /** The terminal's size, with its pixels if they are known. */
  size?(): Size;
  /**
   * The model has failed on some output: the screen is unknown until the program has drawn or
   * erased all of it.
   */
  onFault(error: unknown): void;
  /** How many bytes were parsed, and how long that took. */
  onParsed?(bytes: number, ms: number): void;
  /** Output comes faster than it can be parsed: it is to wait, or no longer. */
  onFull?(full: boolean): void;
}
