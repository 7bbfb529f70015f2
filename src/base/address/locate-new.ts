// Where a session is that is to be made. Invariant: none is made in the former default folder, and
// none of a name that a live session has there.
import type { Address } from './address.ts';
import { formerAddress, locate } from './address.ts';
import type { Environment } from './session-folder.ts';
import { probe } from '../sockets/own-socket.ts';

/**
 * Where a session is to be made, with its folder made where it is missing; or where the live one is
 * that has this name in the former default folder, for whoever attaches to it or has to be told
 * that it exists.
 * @throws TdetachError bad-name, bad-folder
 */
export async function locateNew(session: string, env: Environment): Promise<Address> {
  const address = locate(session, env, true);
  const former = formerAddress(session, env);
  const lives = former !== undefined && (await probe(former.folder, former.file)) === 'live';
  return lives ? former : address;
}
