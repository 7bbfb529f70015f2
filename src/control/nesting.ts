// Whether attaching a session from within another one would close a circle, in which every byte of output
// would be output again. The session that we run in is shown by its clients; those that run in sessions
// themselves lead further out.
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { follow, pathsOf } from './rename.ts';
import { request } from './request.ts';

/** The sessions in whose terminals the clients of this one are: none for a host that cannot be asked. */
async function shownIn(socket: string): Promise<string[]> {
  const address = await follow(socket);
  if (!address) return [];
  try {
    const clients = await request(address, 'clients');
    if (!Array.isArray(clients)) return [];
    return clients.flatMap((client: unknown) => {
      const within = (client as { within?: unknown } | null)?.within;
      return typeof within === 'string' && within !== '' ? [within] : [];
    });
  } catch (error) {
    if (error instanceof TdetachError) return []; // a dead or foreign socket shows nothing
    throw error;
  }
}

/**
 * Checks that `target` is not shown, directly or through other sessions, in the session that we run in.
 * @param within socket path of the session that this process runs in, '' for none
 * @throws TdetachError inside-itself
 */
export async function checkNesting(target: Address, within: string): Promise<void> {
  if (within === '') return;
  const seen = new Set<string>();
  const next = [within];
  // What runs in a session knows it by the name that it had at its start.
  const targets = [target.path, ...(await pathsOf(target))];
  for (let socket = next.shift(); socket !== undefined; socket = next.shift()) {
    if (targets.includes(socket)) {
      const how =
        socket === within ? 'this terminal is in it' : 'the session of this terminal is shown in it';
      throw new TdetachError('inside-itself', `cannot attach ${target.session} within itself: ${how}`);
    }
    if (seen.has(socket)) continue;
    seen.add(socket);
    next.push(...(await shownIn(socket)));
  }
}
