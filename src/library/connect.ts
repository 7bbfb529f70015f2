// Finds a session.
import { readEnded } from '../base/endings/ended-record.ts';
import { TdetachError } from '../base/error.ts';
import { fromCaller } from './caller-stack.ts';
import type { Place } from './place.ts';
import { Session } from './session.ts';
import type { Patience } from './session-wait.ts';

export interface ConnectOptions extends Place, Patience {
  /** True to also find an ended session, as long as its record is kept. */
  readonly ended?: boolean;
}

async function find(name: string, { folder, ended = false, ...patience }: ConnectOptions): Promise<Session> {
  const session = Session.named(name, { folder });
  try {
    await session.status(patience);
  } catch (error) {
    const isOver = error instanceof TdetachError && ['session-ended', 'session-dead'].includes(error.code);
    if (!ended || !isOver || !readEnded(session.socket, Date.now())) throw error;
  }
  return session;
}

/**
 * Finds a live session. With `ended` it also finds an ended one, for `screen`, `output`, `ended`
 * and `forget`.
 * @example
 * const { lines } = await (await connect('build', { ended: true })).screen();
 * @throws TdetachError bad-name, bad-folder, no-session, session-ended, session-dead, not-a-socket,
 *   bad-owner, not-tdetach, no-answer, version, timed-out, aborted
 */
export function connect(name: string, options: ConnectOptions = {}): Promise<Session> {
  return fromCaller(connect, find(name, options));
}
