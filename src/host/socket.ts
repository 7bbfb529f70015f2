// Gives a session its socket. The socket is made under a name of its own and, once it accepts connections,
// linked to the session's name, which the file system does for exactly one of any number of creators. A stale
// one is taken away first (src/base/stale-socket.ts). Nothing is ever linked over it.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Address } from '../base/address.ts';
import { occupant, remakeFolder } from '../base/address.ts';
import { TdetachError, systemCode } from '../base/error.ts';
import { CLAIM_RETRIES } from '../base/limits.ts';
import { probe } from '../base/own-socket.ts';
import { withSocketPath } from '../base/socket-path.ts';
import { removeStale, unlinkIfThere } from '../base/stale-socket.ts';

/** The permissions that keep everybody else out, from the first moment. */
const PRIVATE_UMASK = 0o077;

/** Connections that wait to be accepted: Node's own number. */
const WAITING_CONNECTIONS = 511;

interface Listening {
  _listen2?(path: string, port: -1, family: -1, backlog: number): void;
}

/**
 * Listens as server.listen() does in the end, in every Node so far. Before that it would load cluster, with all that
 * starts processes: some 0.4 MB of a host's memory.
 */
function listenOn(server: net.Server & Listening, path: string): void {
  if (server._listen2) server._listen2(path, -1, -1, WAITING_CONNECTIONS);
  else server.listen({ path });
}

function listen(address: Address, file: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    const umask = process.umask(PRIVATE_UMASK);
    try {
      server.once('error', reject);
      withSocketPath(address.folder, file, (at) => listenOn(server, at));
      server.once('listening', () => {
        server.off('error', reject);
        resolve(server);
      });
    } finally {
      process.umask(umask);
    }
  });
}

function exists({ session }: Address): TdetachError {
  return new TdetachError(
    'session-exists',
    `the session ${session} exists already: tdetach -a ${session} attaches`,
  );
}

/** Links the new socket to the session's name: once, or not at all. */
async function publish(address: Address, own: string): Promise<void> {
  for (let tries = 0; tries < CLAIM_RETRIES; tries++) {
    try {
      fs.linkSync(own, address.path);
      return;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    const there = occupant(address);
    if (!there) continue;
    const liveness = await probe(address.folder, address.file);
    if (liveness === 'live') throw exists(address);
    if (liveness === 'dead') await removeStale(address, there);
  }
  throw new TdetachError('spawn-failed', `${address.path} could not be taken: others keep replacing it`);
}

interface Published {
  readonly server: net.Server;
  readonly ino: number;
  readonly dev: number;
}

/** Makes a socket that accepts connections and has the session's name. */
async function make(address: Address): Promise<Published> {
  occupant(address); // what cannot be replaced is said before anything is made
  const file = `.tdetach-${process.pid}`;
  const own = path.join(address.folder, file);
  let server: net.Server | undefined;
  try {
    unlinkIfThere(own);
    server = await listen(address, file);
    const { ino, dev } = fs.lstatSync(own);
    await publish(address, own);
    return { server, ino, dev };
  } catch (error) {
    server?.close();
    if (error instanceof TdetachError) throw error;
    const code = systemCode(error);
    throw new TdetachError('bad-folder', `no socket can be made in ${address.folder} (${code})`, error);
  } finally {
    unlinkIfThere(own);
  }
}

/** The session's socket, which can be made anew where its name was taken away. */
export class OwnSocket {
  /** Called for each client that connects. */
  onConnection: (peer: net.Socket) => void = (peer) => peer.destroy();
  /** Called when no client could be let in, as there is no descriptor for it. */
  onFull: () => void = () => undefined;
  readonly #renamed: ((address: Address) => void)[] = [];
  #address: Address;
  #formerPaths: string[] = [];
  #published: Published;
  #closed = false;
  /** The last change of the socket or its name, which the next one waits for. */
  #changing: Promise<unknown> = Promise.resolve();

  /** @param published what `openSocket` has made */
  constructor(address: Address, published: Published) {
    this.#address = address;
    this.#published = published;
    this.#serve();
  }

  #serve(): void {
    const { server } = this.#published;
    server.on('connection', (peer: net.Socket) => this.onConnection(peer));
    server.on('error', () => this.onFull());
  }

  /** Where the socket is by now. */
  get address(): Address {
    return this.#address;
  }

  /** Where it was before, the oldest first. */
  get formerPaths(): readonly string[] {
    return this.#formerPaths;
  }

  /** Calls back after each change of the address. */
  whenRenamed(call: (address: Address) => void): void {
    this.#renamed.push(call);
  }

  /** Whether the session's name is this socket's. */
  get named(): boolean {
    const now = fs.lstatSync(this.#address.path, { throwIfNoEntry: false });
    return now?.ino === this.#published.ino && now.dev === this.#published.dev;
  }

  /**
   * Makes the socket anew if its name is no longer its own, under the same rules as at first. Connections stay.
   * @returns whether that was necessary
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
    this.#changing = changed.catch(() => undefined); // it is told to whoever wanted it
    return changed;
  }

  async #renew(): Promise<boolean> {
    if (this.#closed || this.named) return false;
    remakeFolder(this.#address);
    await this.#remake(this.#address);
    return true;
  }

  async #remake(address: Address): Promise<void> {
    const old = this.#published;
    this.#published = await make(address);
    this.#serve();
    old.server.close();
  }

  /**
   * Gives the socket another name, under the rules of the first, and takes the old one away if it is still its own.
   * Connections stay.
   * @throws TdetachError session-exists, not-a-socket, bad-folder, spawn-failed, session-ended
   */
  rename(to: Address): Promise<void> {
    return this.#change(() => this.#rename(to));
  }

  async #rename(to: Address): Promise<void> {
    const from = this.#address;
    if (this.#closed) throw new TdetachError('session-ended', `${from.session} has just ended`);
    occupant(to);
    if (this.named) await this.#linkTo(to);
    else await this.#remake(to); // nobody could link what has no name
    if (this.named) unlinkIfThere(from.path);
    this.#address = to;
    this.#formerPaths = [...this.#formerPaths.filter((path) => path !== from.path), from.path];
    for (const call of this.#renamed) call(to);
  }

  async #linkTo(to: Address): Promise<void> {
    try {
      await publish(to, this.#address.path);
    } catch (error) {
      if (error instanceof TdetachError) throw error;
      const code = systemCode(error);
      const why = code === 'EXDEV' ? 'it is on another file system' : code;
      throw new TdetachError('bad-folder', `no session can be moved to ${to.folder} (${why})`, error);
    }
  }

  /** Accepts nobody any more, and takes the session's name away if it is still this socket's. */
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
