// Lists sessions.
import { locate, socketsInFolder } from '../base/address/address.ts';
import type { Address } from '../base/address/address.ts';
import { existingFolders, possibleFolders } from '../base/address/session-folder.ts';
import type { Environment } from '../base/address/session-folder.ts';
import { lookAt, lookAtAll, lookAtFolder, withLost } from '../control/sessions/status.ts';
import type { Listed, SessionStatus } from '../control/sessions/status.ts';
import { fromCaller } from './caller-stack.ts';
import { environment } from './place.ts';
import type { Place } from './place.ts';
import { patiently } from './session-wait.ts';
import type { End, Patience } from './session-wait.ts';

export interface ListedSession {
  /** The name by which other calls find the session. */
  readonly name: string;
  /** Absolute path of its socket. */
  readonly socket: string;
  /**
   * `live`; `lost` if the host has lost its socket; `dead` if a dead host left its socket behind;
   * `silent` if the host does not answer; `foreign` for a socket of another program or user;
   * `ended`, only if requested.
   */
  readonly state: 'live' | 'lost' | 'dead' | 'silent' | 'foreign' | 'ended';
  /** Undefined unless the session is live. */
  readonly status: SessionStatus | undefined;
  /** How and when (ISO 8601) an ended session ended; undefined for others. */
  readonly end: (End & { readonly time: string }) | undefined;
}

export interface ListOptions extends Place, Patience {
  /**
   * Names or paths of the sessions to list; by default all in the session folder. Missing ones are
   * left out.
   */
  readonly sessions?: readonly string[];
  /** True to also list ended sessions, as long as their records are kept. */
  readonly ended?: boolean;
}

const there = (found: readonly (Listed | undefined)[]): Listed[] => found.filter((one) => one !== undefined);

async function inFolders(env: Environment, ended: boolean): Promise<Listed[]> {
  const sockets = socketsInFolder(env);
  if (!ended) return withLost(possibleFolders(env), there(await lookAt(sockets)));
  const own = (folder: string): Address[] => sockets.filter((one) => one.folder === folder);
  const folders = existingFolders(env).map((folder) => lookAtFolder(folder, own(folder)));
  return withLost(possibleFolders(env), (await Promise.all(folders)).flat());
}

async function look({ sessions, ended = false, ...place }: ListOptions): Promise<ListedSession[]> {
  const env = environment(place);
  const named = sessions?.map((name) => locate(name, env, false));
  const found = named ? there(await (ended ? lookAtAll(named) : lookAt(named))) : await inFolders(env, ended);
  return found.map((one) => {
    const { status = 0, signal = 0, ended: at = 0 } = one.ended ?? {};
    return {
      name: one.address.session,
      socket: one.address.path,
      state: one.state,
      status: one.status,
      end: one.ended && { status, signal, time: new Date(at).toISOString() },
    };
  });
}

/**
 * Lists all sessions of the session folder, or the given ones. All hosts are asked at the same
 * time.
 * @example
 * for (const { name, state, end } of await list({ ended: true }))
 *   console.log(name, state, end?.status);
 * @throws TdetachError bad-folder, bad-name, not-a-socket, timed-out, aborted
 */
export function list(options: ListOptions = {}): Promise<ListedSession[]> {
  return fromCaller(
    list,
    patiently('list', options, () => look(options)),
  );
}
