// The options, needs and outcome of an attachment.
import type { RedrawMethod, Sizing } from '../../protocol/message.ts';
import type { TdetachError } from '../base/error.ts';
import type { Link } from '../base/sockets/link.ts';
import type { Key } from './detach-key.ts';
import type { SignalName } from './watch-process.ts';

export interface AttachOptions {
  /** The detach key, none for no detach key. */
  readonly keys: readonly Key[];
  readonly redraw: RedrawMethod;
  /**
   * The most lines of the session's history that are shown; undefined for all that the host keeps.
   */
  readonly history: number | undefined;
  /** True for a read-only client, which the host enforces. */
  readonly readonly: boolean;
  /** The session's new sizing; undefined to leave it as it is. */
  readonly sizing: Sizing | undefined;
  /** Socket path of the session that this process runs in, '' for none. */
  readonly within: string;
  /** The terminals of this process that the session is typed and shown on. */
  readonly devices: readonly string[];
  /** Identifies the terminal that shows the session; undefined if unknown. */
  readonly display?: string | undefined;
  /** Which terminal emulator that is, as far as it is known. */
  readonly emulator?: string | undefined;
  /**
   * True if nothing of the output may be lost: while it leads, the program waits for it however
   * long it takes.
   */
  readonly whole?: boolean;
  /** Socket path of the ssh agent here; undefined for none. */
  readonly agent: string | undefined;
}

export type Outcome =
  | { readonly kind: 'detached' }
  | { readonly kind: 'ended'; readonly status: number; readonly signal: number }
  /** A signal ended the client, or its terminal went away (SIGHUP). */
  | { readonly kind: 'signalled'; readonly signal: SignalName }
  | { readonly kind: 'failed'; readonly error: TdetachError };

/** A connection to a host. */
export interface Connected {
  readonly link: Link;
  /** True if the host composes the bytes for terminals. */
  readonly composes: boolean;
}
