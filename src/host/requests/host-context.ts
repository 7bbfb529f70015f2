// Describes a request to the host, for the methods that answer it.
import type { Size } from '../../../protocol/message.ts';
import type { LaunchOrder } from '../../base/launch/launch-messages.ts';
import type { Pty } from '../../pty/pty.ts';
import type { Checkpoints } from '../output/checkpoints.ts';
import type { Connection } from '../clients/connection.ts';
import type { Files } from '../files/files.ts';
import type { Followers } from '../clients/followers.ts';
import type { InputPath } from '../output/input-path.ts';
import type { OutputPath } from '../output/output-path.ts';
import type { SessionStats } from '../life/session-stats.ts';
import type { OwnSocket } from '../life/socket.ts';
import type { PtySize } from '../output/pty-size.ts';

/** The session's parts that requests are about. */
export interface HostContext {
  readonly order: LaunchOrder;
  /** Has the session's present address; the address in the order may be a former one. */
  readonly socket: OwnSocket;
  /** The program's process, and its terminal. */
  readonly pty: Pick<Pty, 'pid' | 'path' | 'device'>;
  readonly stats: SessionStats;
  readonly connections: ReadonlyMap<number, Connection>;
  readonly output: OutputPath;
  readonly input: InputPath;
  readonly ptySize: PtySize;
  readonly followers: Followers;
  readonly checkpoints: Checkpoints;
  /** True if the program has ended, while its creator is still to come. */
  readonly over: boolean;
  readonly files: Files;
  /** Sets the size, until that of an attached client's terminal counts again. */
  resize(size: Size): void;
  /** Ends a client as if it had asked for that. */
  detach(client: Connection): void;
  /** Sends SIGHUP to every process of the session, and later SIGKILL to the remaining ones. */
  terminate(): void;
}

/**
 * A request, and the way to answer it.
 * @template Part the parts of the session that the request is about
 */
export interface Asked<Part extends keyof HostContext = never> {
  readonly session: Pick<HostContext, Part>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly from: Connection;
  readonly reply: (result: unknown) => void;
  /** Refuses later what cannot be refused at once with a Refusal; `result` is sent with it. */
  readonly refuse: (code: string, result?: unknown) => void;
}

/** Replies, at once or later, or throws a Refusal, at once or later. */
export type Method = (asked: Asked<keyof HostContext>) => void | Promise<void>;

/** A whole number of anything. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
