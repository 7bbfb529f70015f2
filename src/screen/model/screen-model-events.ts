// What a screen model (screen-model.ts) tells whoever has made it.
import type { Size } from '../../../protocol/message.ts';

export interface ScreenModelEvents {
  /**
   * What the terminal reports to the program, while the model is the terminal, and on which query.
   */
  onAnswer(report: string, query: string): void;
  /**
   * While another one is the terminal: it was asked this, and the model would have answered so (''
   * for nothing).
   */
  onPassedOn?(query: string, answer: string): void;
  /** The model has taken in all output so far. */
  onCaughtUp?(): void;
  /** The terminal's size, with its pixels where they are known. */
  size?(): Size;
  /**
   * It has failed on some output: the screen is unknown until the program has drawn or erased all
   * of it.
   */
  onFault(error: unknown): void;
  /** How many bytes were parsed, and how long that took. */
  onParsed?(bytes: number, ms: number): void;
  /** Output comes faster than it can be parsed: it is to wait, or no longer. */
  onFull?(full: boolean): void;
}
