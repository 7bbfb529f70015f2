// Gives a session its socket, bound at the session's name: the kernel, `ss` and programs that clean
// folders know it by that name. bind(2) gives a name to exactly one of any number of creators, and
// never replaces an existing file. A stale socket is removed first. Invariant: all of this is done
// under the lock of the name (src/base/sockets/name-lock.ts), as a socket that is bound and does
// not listen yet looks like a stale one.
import fs from 'node:fs';
import type net from 'node:net';
import type { Address } from '../../base/address/address.ts';
import { occupant, remakeFolder } from '../../base/address/address.ts';
import { TdetachError, about, systemCode } from '../../base/error.ts';
import { MAX_NAME_TRIES } from '../../base/limits/name-limits.ts';
import { listenWithoutUnlink } from '../../base/sockets/listen.ts';
import { lostHost, mendLost } from '../../base/sockets/lost-host.ts';
import { NameLock } from '../../base/sockets/name-lock.ts';
import { probe } from '../../base/sockets/own-socket.ts';
import { removeStale, unlinkIfThere } from '../../base/sockets/stale-socket.ts';

function exists({ session }: Address): TdetachError {
  return about(session, new TdetachError('session-exists', `the session ${session} exists already`));
}

interface Published {
  readonly server: net.Server;
  readonly ino: number;
  readonly dev: number;
}

/**
 * Binds the session's name if no host has it, or only one that died.
 * @param own true if this host has the name already; it may be the host that listens there
 * @returns undefined if a live host has lost this name, or if a program that does not know of the
 *   lock has made something there
 * @throws TdetachError session-exists, not-a-socket, bad-folder
 */
async function bind(address: Address, lock: NameLock, own: boolean): Promise<Published | undefined> {
  const there = occupant(address);
  const liveness = there ? await probe(address.folder, address.file) : 'none';
  if (liveness === 'live') throw exists(address);
  if (!own && lostHost(address) !== undefined) return undefined;
  if (there && liveness === 'dead') removeStale(address, there);
  try {
    const server = await listenWithoutUnlink(lock.server, address.folder, address.file);
    const { ino, dev } = fs.lstatSync(address.path);
    return { server, ino, dev };
  } catch (error) {
    if (systemCode(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** Makes a socket that accepts connections and has the session's name; `own` as of `bind`. */
async function make(address: Address, own = false): Promise<Published> {
  occupant(address); // reports what cannot be replaced before anything is made
  try {
    for (let tries = 0; tries < MAX_NAME_TRIES; tries++) {
      const lock = await NameLock.take(address);
      try {
        const published = await bind(address, lock, own);
        if (published) return published;
      } finally {
        lock.release();
      }
      if (!own && (await mendLost(address))) throw exists(address);
    }
  } catch (error) {
    if (error instanceof TdetachError) throw error;
    const code = systemCode(error);
    throw new TdetachError('bad-folder', `no socket can be made in ${address.folder} (${code})`, error);
  }
  throw new TdetachError('spawn-failed', `${address.path} could not be taken: others keep replacing it`);
}

/** Returns true if this socket has the name. Its inode is not used again while it is open. */
function isAt({ ino, dev }: Published, { path }: Address): boolean {
  const now = fs.lstatSync(path, { throwIfNoEntry: false });
  return now?.ino === ino && now.dev === dev;
}

/**
 * Accepts the clients that have connected already, which the next turn of the event loop reports.
 * After that it accepts no more.
 */
async function retire({ server }: Published): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  server.close();
}

/** Receives the clients that connect. */
export interface SocketListener {
  onConnection(peer: net.Socket): void;
  /** A client could not be let in, as there was no descriptor for it. */
  onFull(): void;
}

/** The session's socket, which can be made anew if its name was taken away. */
export class OwnSocket {
  #listener: SocketListener = { onConnection: (peer) => void peer.destroy(), onFull: () => undefined };
  readonly #renamed: ((address: Address) => void)[] = [];
  #address: Address;
  #formerPaths: string[] = [];
  #published: Published;
  #closed = false;
  /** The last change of the socket or its name, which the next one waits for. */
  #changing: Promise<unknown> = Promise.resolve();

  /** @param published the result of `openSocket` */
  constructor(address: Address, published: Published) {
    this.#address = address;
    this.#published = published;
    this.#serve();
  }

  #serve(): void {
    const { server } = this.#published;
    server.on('connection', (peer: net.Socket) => this.#listener.onConnection(peer));
    server.on('error', () => this.#listener.onFull());
  }

  /** Sets the only listener. Until then each connection is closed. */
  listen(listener: SocketListener): void {
    this.#listener = listener;
  }

  /** The socket's present address. */
  get address(): Address {
    return this.#address;
  }

  /** The socket's earlier paths, the oldest first. */
  get formerPaths(): readonly string[] {
    return this.#formerPaths;
  }

  /** Returns true if the session has ended, and its name is free. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The socket's inode, which tells it from another socket of that name. */
  get ino(): number {
    return this.#published.ino;
  }

  /** Calls back after each change of the address. */
  whenRenamed(call: (address: Address) => void): void {
    this.#renamed.push(call);
  }

  /** Returns true if the session's name is this socket's. */
  get named(): boolean {
    return isAt(this.#published, this.#address);
  }

  /**
   * Makes the socket anew if it has lost its name, under the same rules as at first. Connections
   * stay.
   * @returns true if that was necessary
   * @throws TdetachError session-exists, not-a-socket, bad-folder, spawn-failed
   */
  renew(): Promise<boolean> {
    return this.#change(() => this.#renew());
  }

  /** Changes the socket or its name, one after another. */
  #change<T>(how: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(how).finally(() => {
      if (this.#closed) this.close(); // the session has ended meanwhile
    });
    this.#changing = changed.catch(() => undefined); // the caller that asked for it gets the error
    return changed;
  }

  async #renew(): Promise<boolean> {
    if (this.#closed || this.named) return false;
    remakeFolder(this.#address);
    await retire(await this.#remake(this.#address));
    return true;
  }

  async #remake(address: Address): Promise<Published> {
    const old = this.#published;
    this.#published = await make(address, address.path === this.#address.path);
    this.#serve();
    return old;
  }

  /**
   * Gives the socket another name, under the rules of the first, and takes the old one away if it
   * is still its own. Connections stay.
   * @throws TdetachError session-exists, not-a-socket, bad-folder, spawn-failed, session-ended
   */
  rename(to: Address): Promise<void> {
    return this.#change(() => this.#rename(to));
  }

  async #rename(to: Address): Promise<void> {
    const from = this.#address;
    if (this.#closed) throw new TdetachError('session-ended', `${from.session} has just ended`);
    const old = await this.#remake(to);
    if (isAt(old, from)) unlinkIfThere(from.path);
    this.#address = to;
    this.#formerPaths = [...this.#formerPaths.filter((path) => path !== from.path), from.path];
    for (const call of this.#renamed) call(to);
    await retire(old);
  }

  /** Accepts no client any more, and takes the session's name away if it is still this socket's. */
  close(): void {
    this.#closed = true;
    if (this.named) unlinkIfThere(this.#address.path);
    this.#published.server.close();
  }
}

/**
 * Makes the session's socket, ready to accept connections.
 * @throws TdetachError session-exists, not-a-socket, bad-folder, spawn-failed
 */
export async function openSocket(address: Address): Promise<OwnSocket> {
  return new OwnSocket(address, await make(address));
}
