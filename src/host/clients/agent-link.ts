// The SSH_AUTH_SOCK of a session's program (--ssh-agent): a link beside the socket, which leads to
// the agent of the client that attached last. Invariant: it never leads to itself, and nothing but
// a link of ours is ever replaced or removed.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, reason, systemCode } from '../../base/error.ts';
import type { Address } from '../../base/address/address.ts';
import { MAX_LINKS } from '../../base/limits/limits.ts';
import { SOCKET_PATH_BYTES } from '../../base/platform.ts';
import type { Connection } from './connection.ts';
import type { Follower } from './followers.ts';
import type { Log } from '../files/fault-log.ts';
import { called } from '../files/output-file.ts';

/** Returns true if the path holds something other than a link, or belongs to another user. */
function isForeign(about: fs.Stats | undefined): boolean {
  return about !== undefined && !(about.isSymbolicLink() && about.uid === process.getuid?.());
}

export class AgentLink implements Follower {
  /** The path that the program gets as SSH_AUTH_SOCK. */
  readonly path: string;
  readonly #folder: string;
  readonly #note: Log;
  /** The agents of attached clients, in the order in which these attached. */
  readonly #agents = new Map<Connection, string>();
  /** Serialises the lookups of clients' paths, which run without the host waiting for them. */
  #turn: Promise<void> = Promise.resolve();
  #inode: number | undefined;
  /** The agent's socket that the link points to, or will after the queued change. */
  #last: string | undefined;
  #noted = false;
  #over = false;

  /** @throws TdetachError bad-name, bad-file */
  constructor({ session, folder, path: socket }: Address, note: Log) {
    this.path = `${socket}.agent`;
    this.#folder = folder;
    this.#note = note;
    if (Buffer.byteLength(this.path) > SOCKET_PATH_BYTES) {
      const most = `${this.path} is longer than ${SOCKET_PATH_BYTES} bytes, the most that ssh can use`;
      throw new TdetachError('bad-name', `${session} cannot have a link to an ssh agent: ${most}`);
    }
    if (isForeign(fs.lstatSync(this.path, { throwIfNoEntry: false })))
      throw new TdetachError('bad-file', `${this.path} is no link of tdetach's: remove it first`);
  }

  /** Begins with the creator's agent: it is there before the program is. */
  begin(agent: string | undefined): Promise<void> {
    if (agent !== undefined) this.#queue(agent);
    return this.#turn;
  }

  attached(client: Connection): void {
    const { agent, readonly } = client.attached ?? {};
    if (agent === undefined || readonly) return;
    this.#agents.set(client, agent);
    this.#queue(agent);
  }

  /** Drops the agent of this client. The link then leads to the last agent that still exists. */
  detached(client: Connection): void {
    const all = [...this.#agents.keys()];
    if (!this.#agents.delete(client) || all.at(-1) !== client) return;
    const next = [...this.#agents.values()].at(-1);
    if (next !== undefined) this.#queue(next);
  }

  /** Takes the link away. */
  ended(): void {
    this.#over = true;
    try {
      const about = fs.lstatSync(this.path, { throwIfNoEntry: false });
      if (about?.isSymbolicLink() && about.ino === this.#inode) fs.unlinkSync(this.path);
    } catch (error) {
      this.#fault(reason(error)); // its folder cannot be reached any more
    }
  }

  /** Recreates the link if it disappeared with its folder. */
  restore(): void {
    if (this.#last !== undefined && !fs.lstatSync(this.path, { throwIfNoEntry: false }))
      this.#queue(this.#last);
  }

  #queue(agent: string): void {
    this.#last = agent;
    this.#turn = this.#turn.then(async () => {
      if (path.isAbsolute(agent) && !(await this.#leadsHere(agent))) this.#point(agent);
    });
  }

  /** Returns true if a path is the link, or leads to it through others. */
  async #leadsHere(agent: string): Promise<boolean> {
    let at = agent;
    try {
      for (let links = 0; links < MAX_LINKS; links++) {
        const folder = await called<string>((done) => fs.realpath(path.dirname(at), done));
        at = path.join(folder, path.basename(at));
        if (at === this.path) return true;
        const next = at;
        at = path.resolve(folder, await called<string>((done) => fs.readlink(next, done)));
      }
    } catch (error) {
      return systemCode(error) === 'ELOOP'; // EINVAL: not a link. ENOENT: it may still appear
    }
    return true; // or to nowhere, in circles
  }

  /** Makes the link under another name and renames it, so that the path always exists. */
  #point(agent: string): void {
    if (this.#over) return;
    const own = path.join(this.#folder, `.tdetach-agent-${process.pid}`);
    try {
      if (isForeign(fs.lstatSync(this.path, { throwIfNoEntry: false }))) {
        this.#fault('it is no link of this session any more');
        return;
      }
      fs.rmSync(own, { force: true });
      fs.symlinkSync(agent, own);
      this.#inode = fs.lstatSync(own).ino;
      fs.renameSync(own, this.path);
    } catch (error) {
      this.#fault(reason(error));
    }
  }

  #fault(why: string): void {
    if (this.#noted) return;
    this.#noted = true;
    this.#note(`${this.path} is no way to the ssh agent of who attaches: ${why}`);
  }
}
