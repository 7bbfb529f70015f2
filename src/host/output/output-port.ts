// What the way of the output (output-path.ts) needs of its session.
import type { Size } from '../../../protocol/message.ts';
import type { Connection } from '../clients/connection.ts';

export interface OutputPort {
  /** Stops or goes on reading the program's output. */
  pause(on: boolean): void;
  /** Makes the program draw its screen again. */
  repaint(): void;
  /** Ends a client without a terminal that has missed this many bytes of output. */
  evict(client: Connection, missed: number): void;
  /** Types what the program's terminal answers, while the screen model is that terminal. */
  answer(report: string): void;
  /** The session's size. */
  size(): Size;
  /** A client's terminal has this size, as it has reported itself. */
  resized(client: Connection, size: Size): void;
  /** Takes note of a fault that the session survives. */
  log(text: string): void;
}
