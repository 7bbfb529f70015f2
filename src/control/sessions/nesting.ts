// Checks if showing a session on a terminal would close a circle, in which every byte of output
// would be output again. A terminal is known by its device: that of a session's program, those that
// the session is shown on, and so on outwards. A new terminal that was started inside a session is
// not the session's; a session's terminal stays so whatever the environment says.
import path from 'node:path';
import type { Hello } from '../../../protocol/message.ts';
import { socketsIn } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { numberOf } from '../../base/terminal/device.ts';
import { TdetachError } from '../../base/error.ts';
import { isMap } from '../../base/fields.ts';
import { NESTING_WAIT_MS } from '../../base/limits/verb-limits.ts';
import { existingFolders } from '../../base/address/session-folder.ts';
import { commandLineOf, leaderOn, variableOf } from '../../base/terminal/terminal-processes.ts';
import { follow } from './rename.ts';
import { Conversation } from '../reading/request.ts';

/** A session that a terminal belongs to. */
export interface Owner {
  readonly address: Address;
  readonly hello: Hello;
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** The device of a session's terminal; undefined for an older host, which does not tell. */
function deviceOf({ status }: Hello): string | undefined {
  const device = isMap(status) ? status['device'] : undefined;
  return typeof device === 'string' ? device : undefined;
}

/** Sockets of the sessions that the clients of an older host say that they run in. */
function aroundOf({ status }: Hello): string[] {
  const clients = isMap(status) && Array.isArray(status['clients']) ? (status['clients'] as unknown[]) : [];
  return texts(clients.map((client) => (isMap(client) ? client['within'] : undefined))).filter(Boolean);
}

/** Finds sessions by their terminals. A host that does not answer in time is not found. */
class Sessions {
  readonly #over: AbortSignal;
  /** Socket of the session that the environment says we run in, '' for none. */
  readonly #within: string;
  readonly #folders: readonly string[];

  constructor(over: AbortSignal, within: string, folders: readonly string[]) {
    this.#over = over;
    this.#within = within;
    this.#folders = folders;
  }

  async #ask(address: Address): Promise<Owner | undefined> {
    if (this.#over.aborted) return undefined;
    try {
      const talk = (host: Conversation): Promise<Hello> => Promise.resolve(host.hello);
      return { address, hello: await Conversation.with(address, talk, this.#over) };
    } catch (error) {
      if (error instanceof TdetachError) return undefined; // ended, stopped, or not tdetach's
      throw error;
    }
  }

  /** The session that is or was at a socket. */
  async at(socket: string): Promise<Owner | undefined> {
    const address = await Promise.race([follow(socket), this.#end()]);
    return address && this.#ask(address);
  }

  /** The session that the environment names. */
  around(): Promise<Owner | undefined> {
    return this.#within === '' ? Promise.resolve(undefined) : this.at(this.#within);
  }

  #end(): Promise<undefined> {
    return new Promise((resolve) => {
      if (this.#over.aborted) resolve(undefined);
      else this.#over.addEventListener('abort', () => resolve(undefined));
    });
  }

  /**
   * The session whose program runs on a terminal.
   * @param ours true for a terminal of this process, which the environment may describe
   */
  async on(device: string, ours: boolean): Promise<Owner | undefined> {
    // The program of a session leads its process session, and is a child of the host.
    const leader = leaderOn(numberOf(device));
    if (leader && !commandLineOf(leader.parent).includes('tdetach')) return undefined;
    const told = leader && variableOf(leader.pid, 'TDETACH_SOCKET');
    const hints = [told ?? '', ours ? this.#within : ''].filter((socket) => socket !== '');
    if (!leader && hints.length === 0) return undefined;
    for (const socket of new Set(hints)) {
      const address = {
        session: socket,
        folder: path.dirname(socket),
        file: path.basename(socket),
        path: socket,
      };
      const there = await this.#ask(address);
      if (there && deviceOf(there.hello) === device) return there;
    }
    return (await this.#search(device, hints)) ?? (await this.#trusted(hints));
  }

  /** Searches the folders, as the session may have been renamed. */
  async #search(device: string, hints: readonly string[]): Promise<Owner | undefined> {
    const folders = [...hints.map((one) => path.dirname(one)), ...this.#folders];
    const sockets = [...new Set(folders)].flatMap((folder) => readable(folder));
    const all = await Promise.all(sockets.map((address) => this.#ask(address)));
    return all.find((one) => one && deviceOf(one.hello) === device);
  }

  /** An older host does not report its terminal, so the environment has to be trusted. */
  async #trusted(hints: readonly string[]): Promise<Owner | undefined> {
    for (const socket of new Set(hints)) {
      const there = await this.at(socket);
      if (there && deviceOf(there.hello) === undefined) return there;
    }
    return undefined;
  }
}

function readable(folder: string): Address[] {
  try {
    return socketsIn(folder);
  } catch (error) {
    if (error instanceof TdetachError) return [];
    throw error;
  }
}

async function within<T>(folders: readonly string[], look: (sessions: Sessions) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), NESTING_WAIT_MS);
  try {
    return await look(new Sessions(over.signal, process.env['TDETACH_SOCKET'] ?? '', folders));
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

function foldersOfSessions(): string[] {
  try {
    return existingFolders(process.env);
  } catch (error) {
    if (error instanceof TdetachError) return [];
    throw error;
  }
}

/**
 * The session that this process runs in: that of one of its terminals, or else the session that its
 * environment names.
 */
export function ownSession(devices: readonly string[]): Promise<Owner | undefined> {
  return within(foldersOfSessions(), async (sessions) => {
    for (const device of devices) {
      const owner = await sessions.on(device, true);
      if (owner) return owner;
    }
    return sessions.around();
  });
}

/**
 * How far from these terminals a session is: 0 for its own terminal, more for one that is shown on
 * it; undefined for none.
 */
function distance(
  { address, hello: target }: Owner,
  devices: readonly string[],
): Promise<number | undefined> {
  const own = deviceOf(target);
  if (own !== undefined && devices.includes(own)) return Promise.resolve(0);
  return within([address.folder, ...foldersOfSessions()], async (sessions) => {
    const seen = new Set<string>();
    const next = devices.map((device) => ({ device, socket: '', away: 0 }));
    for (let one = next.shift(); one; one = next.shift()) {
      const { device, socket, away } = one;
      if (device !== '' && device === own) return away;
      if (seen.has(device + socket)) continue;
      seen.add(device + socket);
      const owner = await (device === '' ? sessions.at(socket) : sessions.on(device, away === 0));
      if (!owner) continue;
      if (owner.hello.pid === target.pid && deviceOf(owner.hello) === own) return away;
      const shown = isMap(owner.hello.status) ? texts(owner.hello.status['shown']) : [];
      next.push(...shown.map((on) => ({ device: on, socket: '', away: away + 1 })));
      const around = deviceOf(owner.hello) === undefined ? aroundOf(owner.hello) : [];
      next.push(...around.map((at) => ({ device: '', socket: at, away: away + 1 })));
    }
    return undefined;
  });
}

/**
 * Checks that a session is not shown, directly or through other sessions, on one of these terminals
 * of this process. A host that does not answer delays that by NESTING_WAIT_MS at most, and counts
 * as no circle.
 * @param hello what the session's host said first
 * @param what is to be done with it: attach, follow
 * @throws TdetachError inside-itself
 */
export async function checkNesting(
  address: Address,
  hello: Hello,
  devices: readonly string[],
  what = 'attach',
): Promise<void> {
  if (devices.length === 0) return;
  const away = await distance({ address, hello }, devices);
  if (away === undefined) return;
  const how = away === 0 ? 'this terminal is in it' : 'the session of this terminal is shown in it';
  throw new TdetachError('inside-itself', `cannot ${what} ${address.session} within itself: ${how}`);
}

/**
 * Like checkNesting, before there is a conversation with the host. Without a terminal it asks no
 * host.
 * @throws TdetachError inside-itself, and of the connection
 */
export async function checkLoop(address: Address, devices: readonly string[], what: string): Promise<void> {
  if (devices.length === 0) return;
  await Conversation.with(address, (host) => checkNesting(address, host.hello, devices, what));
}
