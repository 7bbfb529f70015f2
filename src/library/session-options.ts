// Options of the methods of a session.
import type { SignalName } from '../../protocol/message.ts';
import { MAX_HISTORY_LINES } from '../base/limits/limits.ts';
import type { Patience } from '../control/waiting/patience.ts';

/** The number of history lines to read, or all that are kept; none by default. */
export interface HistoryOptions extends Patience {
  readonly history?: number | 'all';
}

/** Returns the number of history lines to request from a host. */
export const linesOf = (history: number | 'all' = 0): number =>
  history === 'all' ? MAX_HISTORY_LINES : history;

export interface ScreenOptions extends HistoryOptions {
  /** True to include colours, attributes and links in the lines, as escape sequences. */
  readonly ansi?: boolean;
  /** True to return colours and attributes as `styles`. */
  readonly styles?: boolean;
}

export interface KillOptions extends Patience {
  /** Only sends this signal to all processes of the session. Without it the session is ended. */
  readonly killSignal?: SignalName;
  /** True to wait for the session's end. SIGKILL follows 5 s after `killSignal`. */
  readonly wait?: boolean;
}

export interface OutputOptions extends Patience {
  /** True to continue with new output until the session ends. */
  readonly follow?: boolean;
  /** Reads only output after this sequence number. */
  readonly since?: number;
}

export interface RecordOptions extends Patience {
  /** True to overwrite the file. */
  readonly force?: boolean;
  /** Version of asciicast; 2 by default. */
  readonly version?: 2 | 3;
}
