// Finds the address for a new session. Invariant: no session is created in the former default
// folder, or with the name of a session that is live there.
import type { Address } from './address.ts';
import { formerAddress, locate } from './address.ts';
import type { Environment } from './session-folder.ts';
import { probe } from '../sockets/own-socket.ts';

/**
 * Returns the address of a new session, and creates its folder if it is missing. If a live session
 * has this name in the former default folder, its address is returned instead, so that the caller
 * can attach to it or report that it exists.
 * @throws TdetachError bad-name, bad-folder
 */
export async function locateNew(session: string, env: Environment): Promise<Address> {
  const address = locate(session, env, true);
  const former = formerAddress(session, env);
  const lives = former !== undefined && (await probe(former.folder, former.file)) === 'live';
  return lives ? former : address;
}
