// The lock of a session's name. A process that binds a socket at the name holds it from before
// bind(2) until after listen(2), and so does one that removes a stale socket. Invariant: under the
// lock a socket that refuses connections is stale.
//
// The lock is the folder `.tdetach-lock-NAME` with one entry: a socket on which its holder already
// listens. rename(2) moves the folder and its entry into place, and succeeds only if there is no
// such folder or an empty one. The socket of a dead holder refuses connections. Its entry is
// removed by its name, which no other holder ever has. So a takeover never frees a lock that is
// held, and a kill at any point never leaves a lock that is held for ever.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Address } from '../address/address.ts';
import { TdetachError, systemCode } from '../error.ts';
import { LOCK_RETRY_MS, LOCK_WAIT_MS } from '../limits/name-limits.ts';
import { listenAt } from './listen.ts';
import { withSocketPath } from '../address/socket-path.ts';

/** Prefix of a lock's name, before the session's name. */
const LOCK = '.tdetach-lock-';

/** Name of a folder that is about to become a lock: `.tdetach-PID-RANDOM`. */
const MAKING = '.tdetach-';
const MAKING_PATTERN = /^\.tdetach-(\d+)-[a-z0-9]+$/;

const lockOf = ({ folder, file }: Address): string => path.join(folder, LOCK + file);

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));

/**
 * Removes a file that another process may have removed already, or a folder that it may be using
 * again.
 */
function clear(remove: (path: string) => void, what: string): void {
  try {
    remove(what);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(systemCode(error))) throw error;
  }
}

/**
 * Waits until a holder releases the lock, which closes its connections, or until the deadline.
 * @returns '' for a release, or the code of the system error that ended the connection
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

/** Waits until a lock may be free, and removes the entries of dead holders. */
async function lockGoes(lock: string, deadline: number): Promise<void> {
  try {
    for (const entry of fs.readdirSync(lock)) {
      const code = await holderGoes(lock, entry, deadline);
      if (code === 'ECONNREFUSED') clear(fs.unlinkSync, path.join(lock, entry));
      else if (code === 'EAGAIN') await pause(); // its backlog is full
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EACCES') return pause(); // the lock is another user's
    if (code !== 'ENOENT') throw error; // it is gone by now
  }
}

/** Moves a folder to the place of the lock. Returns false if the folder is gone. */
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
  /** The socket that represents the holder. */
  readonly server: net.Server;
  readonly #lock: string;
  readonly #entry: string;
  readonly #waiting = new Set<net.Socket>();

  private constructor(server: net.Server, lock: string, entry: string) {
    this.server = server;
    this.#lock = lock;
    this.#entry = entry;
    server.on('connection', (waiting: net.Socket) => {
      waiting.on('error', () => undefined); // the waiting process is gone
      this.#waiting.add(waiting);
    });
    server.on('error', () => undefined); // no descriptor is left for a waiting process
  }

  /**
   * Takes the lock of a name, and waits for its current holder.
   * @throws TdetachError spawn-failed if the lock is held for too long; bad-folder; errors of the
   *   file system
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

  /** Releases the lock to the next process. */
  release(): void {
    try {
      clear(fs.unlinkSync, path.join(this.#lock, this.#entry));
      clear(fs.rmdirSync, this.#lock);
    } catch {
      // The folder is no longer writable. What stays counts as the lock of a dead holder.
    }
    this.server.close();
    for (const waiting of this.#waiting) waiting.destroy();
  }
}

/** Waits while another process creates, replaces or removes the socket of this name. */
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
 * Removes what killed processes have left of locks in a folder. If a process is alive but not
 * visible from here (in a container), it loses its folder and makes another one.
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
