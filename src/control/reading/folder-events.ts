// What happens in all sessions of the session folder, those made later too. Invariant: each socket
// is followed once at a time; a failure of one of them does not affect the others.
import fs from 'node:fs';
import type { Address } from '../../base/address/address.ts';
import { socketsInFolder } from '../../base/address/address.ts';
import { TdetachError, systemCode } from '../../base/error.ts';
import { FOLDER_LOOK_MS } from '../../base/limits/verb-limits.ts';
import { madeSessionFolder } from '../../base/address/session-folder.ts';
import type { Environment } from '../../base/address/session-folder.ts';
import { followSession } from './session-events.ts';
import type { SessionEvent } from './session-events.ts';

/** What is none of ours, or too old to tell anything, is not asked again. */
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
  /** Sockets, by path and inode, that were there at the beginning: their creation is no news. */
  readonly #old: Set<string>;
  readonly #never = new Set<string>();
  #watched: { readonly ino: number; readonly watcher: fs.FSWatcher } | undefined;

  /** @param onFault is told what makes it impossible to go on */
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
    watcher.on('error', () => watcher.close()); // it has gone: the next look finds what stands there
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
      if (systemCode(error) !== 'ENOENT') this.#onFault(error); // it has just gone: the next look makes it anew
    }
  }

  async #follow(address: Address, key: string): Promise<void> {
    this.#followed.add(address.path);
    let again = true;
    try {
      await followSession(address, { created: !this.#old.has(key), onEvent: this.#onEvent });
    } catch (error) {
      if (!(error instanceof TdetachError)) return this.#onFault(error);
      again = error.code === 'no-session'; // it has gone: another one may have its name by now
      if (NEVER.includes(error.code)) this.#never.add(key);
    }
    this.#followed.delete(address.path);
    this.#old.delete(key); // the next socket may have the same inode
    if (again) this.look();
  }
}

/**
 * Tells what happens in all sessions of the folder, without an end. The folder is made where it is
 * missing.
 * @throws TdetachError bad-folder
 */
export function followFolder(env: Environment, onEvent: (event: SessionEvent) => void): Promise<never> {
  return new Promise((_, reject) => {
    new Folder(env, onEvent, reject);
  });
}
