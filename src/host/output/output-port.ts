// What output-path.ts needs from its session.
import type { Size } from '../../../protocol/message.ts';
import type { Connection } from '../clients/connection.ts';

export interface OutputPort {
  /** Pauses or resumes reading the program's output. */
  pause(on: boolean): void;
  /** Makes the program draw its screen again. */
  repaint(): void;
  /** Ends a client without a terminal that has missed this many bytes of output. */
  evict(client: Connection, missed: number): void;
  /** Types the screen model's answers, while that model is the program's terminal. */
  answer(report: string): void;
  /** The session's size. */
  size(): Size;
  /** A client's terminal has this size, as it has reported itself. */
  resized(client: Connection, size: Size): void;
  /** Takes note of a fault that the session survives. */
  log(text: string): void;
}
