// Follows the events of all sessions of the session folder, including later ones. Invariant: each
// socket is followed once at a time; a failure of one of them does not affect the others.
import fs from 'node:fs';
import type { Address } from '../../base/address/address.ts';
import { socketsInFolder } from '../../base/address/address.ts';
import { TdetachError, systemCode } from '../../base/error.ts';
import { FOLDER_LOOK_MS } from '../../base/limits/verb-limits.ts';
import { madeSessionFolder } from '../../base/address/session-folder.ts';
import type { Environment } from '../../base/address/session-folder.ts';
import { followSession } from './session-events.ts';
import type { SessionEvent } from './session-events.ts';

/**
 * Errors of sockets that are not tdetach's, or of hosts too old to have events: they are not asked
 * again.
 */
const NEVER: readonly TdetachError['code'][] = [
  'bad-owner',
  'not-tdetach',
  'unknown-method',
  'version',
  'bad-folder',
];

class Folder {
  readonly #onFault: (error: unknown) => void;
  readonly #env: Environment;
  readonly #onEvent: (event: SessionEvent) => void;
  /** Paths of the sockets that are followed. */
  readonly #followed = new Set<string>();
  /** Sockets, by path and inode, that existed at the beginning: their creation is not reported. */
  readonly #old: Set<string>;
  readonly #never = new Set<string>();
  #watched: { readonly ino: number; readonly watcher: fs.FSWatcher } | undefined;

  /** @param onFault receives the error that makes it impossible to continue */
  constructor(env: Environment, onEvent: (event: SessionEvent) => void, onFault: (error: unknown) => void) {
    this.#env = env;
    this.#onEvent = onEvent;
    this.#onFault = onFault;
    this.#old = new Set(socketsInFolder(env).map((address) => Folder.#key(address)));
    this.look();
    setInterval(() => this.look(), FOLDER_LOOK_MS);
  }

  static #key({ path }: Address): string {
    return `${path}:${fs.lstatSync(path, { throwIfNoEntry: false })?.ino}`;
  }

  /** Watches the folder that has the name now. */
  #watch(): void {
    const folder = madeSessionFolder(this.#env);
    const { ino } = fs.lstatSync(folder);
    if (this.#watched?.ino === ino) return;
    this.#watched?.watcher.close();
    const watcher = fs.watch(folder, () => this.look());
    watcher.on('error', () => watcher.close()); // it was removed: the next look finds its successor
    this.#watched = { ino, watcher };
  }

  /** Looks for sockets that are not followed. */
  look(): void {
    try {
      this.#watch();
      for (const address of socketsInFolder(this.#env)) {
        const key = Folder.#key(address);
        if (!this.#followed.has(address.path) && !this.#never.has(key)) void this.#follow(address, key);
      }
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') this.#onFault(error); // removed: the next look makes it
    }
  }

  async #follow(address: Address, key: string): Promise<void> {
    this.#followed.add(address.path);
    let again = true;
    try {
      await followSession(address, { created: !this.#old.has(key), onEvent: this.#onEvent });
    } catch (error) {
      if (!(error instanceof TdetachError)) return this.#onFault(error);
      again = error.code === 'no-session'; // it ended: another may have its name already
      if (NEVER.includes(error.code)) this.#never.add(key);
    }
    this.#followed.delete(address.path);
    this.#old.delete(key); // the next socket may have the same inode
    if (again) this.look();
  }
}

/**
 * Reports the events of all sessions of the folder, without an end. A missing folder is made.
 * @throws TdetachError bad-folder
 */
export function followFolder(env: Environment, onEvent: (event: SessionEvent) => void): Promise<never> {
  return new Promise((_, reject) => {
    new Folder(env, onEvent, reject);
  });
}
