// What sessions there are.
import { locate, socketsInFolder } from '../base/address.ts';
import { lookAt } from '../control/status.ts';
import type { Listed, SessionStatus } from '../control/status.ts';
import { environment } from './place.ts';
import type { Place } from './place.ts';

export interface ListedSession {
  /** What other calls find it by. */
  readonly name: string;
  /** Absolute path of its socket. */
  readonly socket: string;
  /**
   * `live`; `dead`, for a socket that a host left behind; `silent`, for a host that does not answer; `foreign`, for the
   * socket of another program or another user.
   */
  readonly state: Listed['state'];
  /** Undefined but for a live one. */
  readonly status: SessionStatus | undefined;
}

export interface ListOptions extends Place {
  /** Names or paths of those that are wanted; all in the session folder by default. One that is not there is left out. */
  readonly sessions?: readonly string[];
}

/**
 * Asks all sessions of the session folder, or these, at the same time.
 * @throws TdetachError bad-folder, bad-name, not-a-socket
 */
export async function list(options: ListOptions = {}): Promise<ListedSession[]> {
  const env = environment(options);
  const addresses = options.sessions?.map((name) => locate(name, env, false)) ?? socketsInFolder(env);
  const found = (await lookAt(addresses)).filter((one) => one !== undefined);
  return found.map(({ address, state, status }) => ({
    name: address.session,
    socket: address.path,
    state,
    status,
  }));
}
