// What the calls of a session may be given.
import type { SignalName } from '../../protocol/message.ts';
import { MAX_HISTORY_LINES } from '../base/limits/limits.ts';
import type { Patience } from '../control/waiting/patience.ts';

/** The number of lines above the screen, or all that are kept; none by default. */
export interface HistoryOptions extends Patience {
  readonly history?: number | 'all';
}

/** The number of lines above the screen, as a host counts them. */
export const linesOf = (history: number | 'all' = 0): number =>
  history === 'all' ? MAX_HISTORY_LINES : history;

export interface ScreenOptions extends HistoryOptions {
  /** True if lines have colours, attributes and links as escape sequences. */
  readonly ansi?: boolean;
  /** True if `styles` tells colours and attributes. */
  readonly styles?: boolean;
}

export interface KillOptions extends Patience {
  /** Sent to all of its processes, and nothing else is done. Without it the session is ended. */
  readonly killSignal?: SignalName;
  /** True if to wait for the session's end, with SIGKILL 5 s after `killSignal`. */
  readonly wait?: boolean;
}

export interface OutputOptions extends Patience {
  /** True if what comes until the end of the session is read too. */
  readonly follow?: boolean;
  /** A sequence number: only output after it is read. */
  readonly since?: number;
}

export interface RecordOptions extends Patience {
  /** True if what the file has in it may go. */
  readonly force?: boolean;
  /** Version of asciicast: 2 by default. */
  readonly version?: 2 | 3;
}
