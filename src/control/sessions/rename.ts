// Renames a session, and finds a session by an earlier name, by which its program knows it.
import path from 'node:path';
import { locate, socketsIn } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { request } from '../reading/request.ts';

/** A host's refusal of a new name, as an error of this end. */
function why(code: unknown, to: Address): TdetachError | undefined {
  switch (code) {
    case 'session-exists':
      return new TdetachError(code, `there is a session ${to.session} already: give another name`);
    case 'not-a-socket':
      return new TdetachError(code, `${to.path} is there already, and is no session: give another name`);
    case 'bad-folder': {
      const what = 'it has to be a folder in which you can make files';
      return new TdetachError(code, `no session can be moved to ${to.folder}: ${what}`);
    }
    default:
      return undefined;
  }
}

/**
 * Renames a session. Attached clients stay attached.
 * @returns its new address
 * @throws TdetachError of the connection and the request; session-exists, not-a-socket, bad-folder,
 *   of the new name
 */
export async function rename(address: Address, to: Address): Promise<Address> {
  try {
    await request(address, 'rename', { socket: to.path, session: to.session });
    return to;
  } catch (error) {
    const clear = error instanceof TdetachError ? why(error.cause, to) : undefined;
    throw clear ?? error;
  }
}

/**
 * All paths that a session's socket has or had.
 * @returns none if no session lives there
 */
export async function pathsOf(address: Address): Promise<string[]> {
  try {
    const names = await request(address, 'names');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch (error) {
    if (!(error instanceof TdetachError)) throw error;
    return error.code === 'unknown-method' ? [address.path] : []; // older hosts stay where they are
  }
}

/**
 * The present address of the session that was once at `socket`: there, or under another name in
 * that folder.
 * @returns undefined if none is found
 */
export async function follow(socket: string): Promise<Address | undefined> {
  try {
    const there = locate(socket, {}, false);
    if ((await pathsOf(there)).length > 0) return there;
    const others = socketsIn(path.dirname(there.path));
    const paths = await Promise.all(others.map(pathsOf));
    return others.find((_, index) => paths[index]?.includes(there.path));
  } catch (error) {
    if (error instanceof TdetachError) return undefined; // its folder was removed
    throw error;
  }
}
