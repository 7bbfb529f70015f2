// Keeps a session reachable by its name: if the socket or its folder is removed, it makes the
// socket anew under the rules of a new session. Invariant: the kernel reports each change
// (inotify), so nothing is polled, and no timer runs while the socket is in its place. It watches
// the socket itself, so that other changes in its folder do not wake it. Only while the name is
// lost it watches the nearest existing folder.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, reason, systemCode } from '../../base/error.ts';
import { MEND_AFTER_MS, WATCH_NAME_AFTER_MS } from '../../base/limits/name-limits.ts';
import { clearLocks } from '../../base/sockets/name-lock.ts';
import { WATCHES_SOCKETS } from '../../base/platform.ts';
import type { Log } from '../files/fault-log.ts';
import type { DescriptorReserve } from './descriptor-reserve.ts';
import type { OwnSocket } from './socket.ts';

/** Finds the nearest existing folder above a missing file, and what is missing in it. */
function nearest(file: string): { folder: string; missing: string; ino: number } {
  const [folder, missing] = [path.dirname(file), path.basename(file)];
  const about = fs.statSync(folder, { throwIfNoEntry: false });
  return about?.isDirectory() || folder === file
    ? { folder, missing, ino: about?.ino ?? 0 }
    : nearest(folder);
}

/** Faults that only a change of the name itself mends. */
const TAKEN: readonly string[] = ['session-exists', 'not-a-socket'];

export class NameKeeper {
  readonly #socket: OwnSocket;
  readonly #reserve: DescriptorReserve;
  readonly #note: Log;
  readonly #onMended: () => void;
  #watched: { readonly key: string; readonly watcher: fs.FSWatcher } | undefined;
  #mending: NodeJS.Timeout | undefined;
  /** The last attempt's error, which has been noted. */
  #fault: string | undefined;
  #unwatched = false;
  #begun = false;

  /** @param onMended called when the socket was made anew */
  constructor(socket: OwnSocket, reserve: DescriptorReserve, note: Log, onMended: () => void) {
    this.#socket = socket;
    this.#reserve = reserve;
    this.#note = note;
    this.#onMended = onMended;
    socket.whenRenamed(() => this.#begun && this.#attend());
  }

  /**
   * Begins to watch, a little later, as no creator waits for it. Changes until then are noticed
   * too.
   */
  begin(): void {
    const watch = (): void => {
      this.#begun = WATCHES_SOCKETS;
      this.#attend();
      clearLocks(this.#socket.address.folder).catch(() => undefined); // they are in no one's way
    };
    setTimeout(watch, WATCH_NAME_AFTER_MS).unref();
  }

  /** Makes the socket anew if it has lost its name, and notes the outcome. */
  async renew(): Promise<void> {
    this.#fault = undefined;
    await this.#mend();
  }

  /** Looks how things are, and waits for their next change. */
  #attend(): void {
    if (this.#socket.closed) return this.#stop();
    if (!this.#begun) return;
    if (this.#watchSocket()) return;
    this.#watchFolder();
    this.#mending ??= setTimeout(() => {
      this.#mending = undefined;
      void this.#mend();
    }, MEND_AFTER_MS).unref();
  }

  /** Watches the socket. Returns false if it has lost its name, by then or meanwhile. */
  #watchSocket(): boolean {
    const { address, ino, named } = this.#socket;
    return named && this.#watch(address.path, ino, () => this.#attend()) && this.#socket.named;
  }

  /**
   * Watches the nearest existing folder for the missing part.
   * @returns true if it is not the folder that was watched before
   */
  #watchFolder(): boolean {
    const { path: socket, file } = this.#socket.address;
    const { folder, missing, ino } = nearest(socket);
    const before = this.#watched?.key;
    this.#watch(folder, ino, (name) => {
      const concerns = name === null || name === missing || name === path.basename(folder);
      // Any change may make room or give a permission. Changes by our own attempts would never end.
      const own = name?.startsWith('.tdetach-') === true || name?.startsWith(`${file}.`) === true;
      const hope = missing === file && !own && !TAKEN.includes(this.#fault ?? '');
      if (concerns || hope) this.#attend();
    });
    return this.#watched?.key !== before;
  }

  /** Watches this instead of what was watched before. Returns false if that fails. */
  #watch(file: string, ino: number, onChange: (name: string | null) => void): boolean {
    const key = `${file}:${ino}`;
    if (this.#watched?.key === key) return true;
    this.#stopWatching();
    try {
      const watcher = this.#reserve.use(() =>
        fs.watch(file, { persistent: false }, (_event, name) => onChange(name)),
      );
      watcher.on('error', () => watcher.close());
      this.#watched = { key, watcher };
      return true;
    } catch (error) {
      const code = systemCode(error);
      if (code !== 'ENOENT' && !this.#unwatched) {
        this.#unwatched = true;
        const limit = code === 'EMFILE' ? ', see fs.inotify.max_user_instances' : '';
        const what = `the socket cannot be watched (${code}${limit})`;
        this.#note(
          `${what}: where it is removed, the next tdetach that looks for the session has it made anew`,
        );
      }
      return code !== 'ENOENT';
    }
  }

  #stopWatching(): void {
    this.#watched?.watcher.close();
    this.#watched = undefined;
  }

  #stop(): void {
    clearTimeout(this.#mending);
    this.#stopWatching();
  }

  async #mend(): Promise<void> {
    this.#reserve.release();
    try {
      const anew = await this.#socket.renew();
      this.#fault = undefined;
      if (anew) {
        this.#note('the socket was made anew');
        this.#onMended();
      }
    } catch (error) {
      const fault = error instanceof TdetachError ? error.code : systemCode(error);
      const what = error instanceof TdetachError ? error.message : reason(error);
      if (fault !== this.#fault) this.#note(`the socket could not be made anew: ${what}`);
      this.#fault = fault;
      // Changes in the meantime are tried at once; later ones are reported by the kernel.
      if (!this.#begun || !this.#watchFolder()) return;
    } finally {
      this.#reserve.fill();
    }
    this.#attend();
  }
}
