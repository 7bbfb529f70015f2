// The lock of a session's name. A process that binds a socket at the name holds it from before
// bind(2) until after listen(2), and so does one that removes a stale socket. Invariant: under the
// lock a socket that refuses connections is stale.
//
// The lock is the folder `.tdetach-lock-NAME` with one entry in it: a socket of the holder's, which
// already listens. rename(2) puts the folder there with its entry, and succeeds only where there is
// none, or an empty one. A holder that died refuses connections; its entry is removed by its name,
// which no other holder ever has. So no takeover frees a lock that is held, and no kill, at
// whatever point, leaves one that is held for ever.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Address } from '../address/address.ts';
import { TdetachError, systemCode } from '../error.ts';
import { LOCK_RETRY_MS, LOCK_WAIT_MS } from '../limits/name-limits.ts';
import { listenAt } from './listen.ts';
import { withSocketPath } from '../address/socket-path.ts';

/** The name of a lock, before that of the session. */
const LOCK = '.tdetach-lock-';

/** A folder that is about to become a lock: `.tdetach-PID-RANDOM`. */
const MAKING = '.tdetach-';
const MAKING_PATTERN = /^\.tdetach-(\d+)-[a-z0-9]+$/;

const lockOf = ({ folder, file }: Address): string => path.join(folder, LOCK + file);

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));

/** Removes what another process may have removed already, or may use again. */
function clear(remove: (path: string) => void, what: string): void {
  try {
    remove(what);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(systemCode(error))) throw error;
  }
}

/**
 * Waits until a holder has released the lock, which closes its connections, or until a deadline.
 * @returns how the connection came to its end: '' for a release, or else the code of the system's
 *   error
 */
function holderGoes(lock: string, entry: string, deadline: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = withSocketPath(lock, entry, (at) => net.connect({ path: at }));
    const timer = setTimeout(() => socket.destroy(), Math.max(0, deadline - Date.now()));
    let code = '';
    socket.on('error', (error) => (code = systemCode(error)));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

/** Waits until a lock may be free. The entry of a holder that has died is removed. */
async function lockGoes(lock: string, deadline: number): Promise<void> {
  try {
    for (const entry of fs.readdirSync(lock)) {
      const code = await holderGoes(lock, entry, deadline);
      if (code === 'ECONNREFUSED') clear(fs.unlinkSync, path.join(lock, entry));
      else if (code === 'EAGAIN') await pause(); // more wait for it than it has room for
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EACCES') return pause(); // another user's
    if (code !== 'ENOENT') throw error; // it has gone since
  }
}

/** Puts a folder at the place of the lock. Returns false if that folder has gone. */
async function place(making: string, lock: string): Promise<boolean> {
  for (const deadline = Date.now() + LOCK_WAIT_MS; ;) {
    try {
      fs.renameSync(making, lock);
      return true;
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' && fs.existsSync(path.dirname(lock))) return false;
      if (code === 'ENOTDIR')
        throw new TdetachError('bad-folder', `${lock} is no folder: move it away`, error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
    if (Date.now() > deadline) {
      const what = `${lock} has been held by another process for ${LOCK_WAIT_MS / 1000} s`;
      throw new TdetachError('spawn-failed', `${what}: end that process, or let it go on`);
    }
    await lockGoes(lock, deadline);
  }
}

export class NameLock {
  /** The socket that stands for the holder. */
  readonly server: net.Server;
  readonly #lock: string;
  readonly #entry: string;
  readonly #waiting = new Set<net.Socket>();

  private constructor(server: net.Server, lock: string, entry: string) {
    this.server = server;
    this.#lock = lock;
    this.#entry = entry;
    server.on('connection', (waiting: net.Socket) => {
      waiting.on('error', () => undefined); // it has gone
      this.#waiting.add(waiting);
    });
    server.on('error', () => undefined); // it has no descriptor for one that waits
  }

  /**
   * Takes the lock of a name, after whoever has it.
   * @throws TdetachError spawn-failed where it is held for too long, bad-folder; errors of the file
   *   system
   */
  static async take(address: Address): Promise<NameLock> {
    const { folder } = address;
    for (;;) {
      const entry = `${process.pid}-${Math.random().toString(36).slice(2)}`;
      const making = path.join(folder, MAKING + entry);
      fs.mkdirSync(making, { mode: 0o700 });
      let server: net.Server | undefined;
      let taken: NameLock | undefined;
      try {
        server = await listenAt(folder, path.join(MAKING + entry, entry));
        const held = new NameLock(server, lockOf(address), entry);
        if (await place(making, lockOf(address))) return (taken = held);
      } finally {
        if (!taken) {
          server?.close();
          fs.rmSync(making, { recursive: true, force: true });
        }
      }
    }
  }

  /** Lets the next one have it. */
  release(): void {
    try {
      clear(fs.unlinkSync, path.join(this.#lock, this.#entry));
      clear(fs.rmdirSync, this.#lock);
    } catch {
      // A folder that may not be changed any more: what stays is that of a holder who has died.
    }
    this.server.close();
    for (const waiting of this.#waiting) waiting.destroy();
  }
}

/** Waits while another process makes, replaces or removes the socket of this name. */
export async function nameSettles(address: Address): Promise<void> {
  const lock = lockOf(address);
  if (fs.existsSync(lock)) await lockGoes(lock, Date.now() + LOCK_WAIT_MS);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
};

/**
 * Removes what processes that were killed have left of locks in a folder. Where that takes the
 * folder from one that only cannot be seen from here (in a container), this makes another.
 */
export async function clearLocks(folder: string): Promise<void> {
  for (const name of fs.readdirSync(folder)) {
    const found = path.join(folder, name);
    const maker = MAKING_PATTERN.exec(name)?.[1];
    if (maker !== undefined && !isAlive(Number(maker))) fs.rmSync(found, { recursive: true, force: true });
    if (!name.startsWith(LOCK)) continue;
    await lockGoes(found, Date.now());
    clear(fs.rmdirSync, found);
  }
}
