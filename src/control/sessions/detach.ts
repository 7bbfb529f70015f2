// Ends clients of a session, and leaves the session.
import type { Address } from '../../base/address/address.ts';
import { request } from '../reading/request.ts';

/**
 * @param clients numbers of clients; undefined for all of them
 * @returns the numbers of the detached clients
 * @throws TdetachError of the connection and the request
 */
export async function detachClients(
  address: Address,
  clients: readonly number[] | undefined,
): Promise<number[]> {
  const detached = await request(address, 'detach', clients ? { clients } : {});
  return Array.isArray(detached) ? detached.filter((one) => typeof one === 'number') : [];
}
