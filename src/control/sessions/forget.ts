// Forgets an ended session: its record, and the socket of a host that was killed.
import type { Address } from '../../base/address/address.ts';
import { noSession } from '../../base/address/address.ts';
import { ENDED_SUFFIX, removeRecord } from '../../base/endings/ended-record.ts';
import { TdetachError } from '../../base/error.ts';
import { mendLost } from '../../base/sockets/lost-host.ts';
import { removeDead } from '../../base/sockets/stale-socket.ts';

/**
 * @throws TdetachError session-exists for one that lives, session-lost, no-session, not-a-socket,
 * bad-folder
 */
export async function forget(address: Address): Promise<void> {
  const { session, folder, path } = address;
  const socket = (await mendLost(address)) ? 'live' : await removeDead(address);
  if (socket === 'live') throw new TdetachError('session-exists', `${session} has not ended`);
  if (!removeRecord(path + ENDED_SUFFIX) && socket === 'none') throw noSession(session, folder);
}
