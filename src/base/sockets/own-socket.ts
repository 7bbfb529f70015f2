// A client connects only to sockets of its own user and of root. Invariant: the connection goes to
// the socket whose owner was checked, even if another user owns a folder above it.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Stats } from 'node:fs';
import { TdetachError, reason, systemCode } from '../error.ts';
import { descriptorPath, openPathOnly } from '../platform.ts';
import { withSocketPath } from '../address/socket-path.ts';

/**
 * Refuses another user's socket, which could show a forged prompt and read what is typed.
 * @param about status of the socket itself, not of a link's target
 * @throws TdetachError bad-owner; not-a-socket for any other file
 */
export function checkSocket(at: string, about: Stats): void {
  if (!about.isSocket()) {
    const what = about.isSymbolicLink() ? 'a symbolic link' : about.isDirectory() ? 'a folder' : 'a file';
    throw new TdetachError('not-a-socket', `${at} is ${what}, not a session: name another path`);
  }
  const own = process.geteuid?.() ?? 0;
  if (about.uid === own || about.uid === 0) return;
  const trusted = own === 0 ? 'to you (root)' : `to you (${own}) or to root`;
  throw new TdetachError(
    'bad-owner',
    `the socket ${at} belongs to user ${about.uid}, not ${trusted}: tdetach does not talk to it, name another`,
  );
}

/**
 * Calls `use` with a path to connect to `folder/file`. `use` must make its system call before it
 * returns, as net.connect does.
 *
 * On Linux the path leads to an open descriptor of the socket, so the socket cannot be replaced
 * after the check. Elsewhere it is checked before and after, and the owner of the folder could
 * still swap it twice in between.
 * @throws TdetachError bad-owner, not-a-socket; system errors such as ENOENT if there is no socket
 */
export function withOwnSocket<T>(folder: string, file: string, use: (path: string) => T): T {
  const at = path.join(folder, file);
  const flag = openPathOnly();
  if (flag === undefined) return withNamedSocket(folder, file, use);
  const descriptor = fs.openSync(at, flag | fs.constants.O_NOFOLLOW);
  try {
    checkSocket(at, fs.fstatSync(descriptor));
    return use(descriptorPath(descriptor));
  } finally {
    fs.closeSync(descriptor);
  }
}

function withNamedSocket<T>(folder: string, file: string, use: (path: string) => T): T {
  const at = path.join(folder, file);
  checkSocket(at, fs.lstatSync(at));
  const used = withSocketPath(folder, file, use);
  const after = fs.lstatSync(at, { throwIfNoEntry: false });
  if (after) checkSocket(at, after);
  return used;
}

/** The result of a connection attempt: a host accepts, the host is dead, or there is no socket. */
export type Liveness = 'live' | 'dead' | 'none';

const LIVENESS: Readonly<Record<string, Liveness>> = {
  ECONNREFUSED: 'dead',
  ENOENT: 'none',
  EAGAIN: 'live', // its backlog is full
};

/**
 * Asks whether a process accepts connections on a socket.
 * @throws TdetachError bad-owner; not-a-socket; bad-folder if the socket cannot be reached for
 *   another reason
 */
export async function probe(folder: string, file: string): Promise<Liveness> {
  try {
    await new Promise((resolve, reject) => {
      const socket = withOwnSocket(folder, file, (at) => net.connect({ path: at }));
      socket.on('connect', () => resolve(socket.destroy()));
      socket.on('error', reject);
    });
    return 'live';
  } catch (error) {
    const liveness = LIVENESS[systemCode(error)];
    if (liveness !== undefined) return liveness;
    if (error instanceof TdetachError) throw error;
    throw new TdetachError('bad-folder', `cannot reach ${path.join(folder, file)} (${reason(error)})`, error);
  }
}
