// What a request to the host is, for the methods that answer it.
import type { LaunchOrder } from '../base/launch.ts';
import type { Pty } from '../pty/pty.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import type { Files } from './files.ts';
import type { Followers } from './followers.ts';
import type { InputPath } from './input-path.ts';
import type { OutputPath } from './output-path.ts';
import type { SessionRecord } from './record.ts';
import type { OwnSocket } from './socket.ts';
import type { Window } from './window.ts';

/** What requests are about. */
export interface Session {
  readonly order: LaunchOrder;
  /** Its address is the session's by now; that of the order may be a former one. */
  readonly socket: OwnSocket;
  /** The program's process, and its terminal. */
  readonly pty: Pick<Pty, 'pid' | 'path' | 'device'>;
  readonly record: SessionRecord;
  readonly connections: ReadonlyMap<number, Connection>;
  readonly output: OutputPath;
  readonly input: InputPath;
  readonly window: Window;
  readonly followers: Followers;
  readonly checkpoints: Checkpoints;
  /** Whether the program has ended, while its creator is still to come. */
  readonly over: boolean;
  readonly files: Files;
  /** Ends a client, as if it had asked for that. */
  detach(client: Connection): void;
}

/** A request, and the way back. */
export interface Asked {
  readonly session: Session;
  readonly params: Readonly<Record<string, unknown>>;
  readonly from: Connection;
  readonly reply: (result: unknown) => void;
  /** Refuses later what cannot be refused at once with a Refusal. */
  readonly refuse: (code: string) => void;
}

/** Replies, at once or later, or throws a Refusal, at once or later. */
export type Method = (asked: Asked) => void | Promise<void>;

/** What is wrong with a request: one of the codes of the specification. */
export class Refusal extends Error {}

/** A whole number of anything. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
