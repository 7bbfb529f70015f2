// Reads what a session's host reports of it, for listings. Sessions are asked in parallel.
import type { Address } from '../../base/address/address.ts';
import { readEnded } from '../../base/endings/ended-record.ts';
import type { Ended } from '../../base/endings/ended-record.ts';
import { endedIn, purgeEnded } from '../../base/endings/ended-folder.ts';
import { TdetachError } from '../../base/error.ts';
import { lostHost, lostIn } from '../../base/sockets/lost-host.ts';
import { LIST_AT_ONCE } from '../../base/limits/verb-limits.ts';
import { LOST_LOOK_MS } from '../../base/limits/name-limits.ts';
import { isMap, number } from '../../base/fields.ts';
import { foregroundOf } from '../../base/terminal/terminal-processes.ts';
import type { Fields } from '../../base/fields.ts';
import { Conversation } from '../reading/request.ts';

export interface ClientStatus {
  readonly id: number;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly leads: boolean;
  readonly readonly: boolean;
}

/** A host's report. */
export interface SessionStatus {
  /** The command that it runs, of a very long one the beginning. */
  readonly command: readonly string[];
  /** Process ids of the program and of the host. */
  readonly pid: number;
  readonly host: number;
  /** Times in ISO 8601. */
  readonly created: string;
  readonly activity: string;
  readonly size: { readonly cols: number; readonly rows: number };
  /** Bytes of output so far. */
  readonly seq: number;
  /**
   * Bytes of memory that the host has resident, including Node's file, which all hosts share; 0 if
   * not reported.
   */
  readonly memory: number;
  readonly clients: readonly ClientStatus[];
  /** The name of the program in the terminal's foreground; null if unknown. */
  readonly foreground: string | null;
  /**
   * The working folder: as the shell reports it (OSC 7), or else that of the program in the
   * foreground.
   */
  readonly folder: string | null;
  /**
   * True if the shell waits at its prompt. This and the following fields are null for a shell that
   * does not mark that (OSC 133).
   */
  readonly atPrompt: boolean | null;
  /** The running command line, if the shell reports it. */
  readonly commandLine: string | null;
  /** The status of the last command that has ended. */
  readonly lastStatus: number | null;
  /** A command's reported progress (OSC 9;4). */
  readonly progress: CommandProgress | null;
}

export interface CommandProgress {
  /** 1 normal, 2 failed, 3 without a percentage, 4 paused. */
  readonly state: number;
  readonly percent: number;
}

/**
 * A session, or what looks like one: `lost` is a host without its socket, `dead` a socket without a
 * host, `silent` a host that does not answer (stopped, or of a version that does not know the
 * question), `foreign` a socket that is not tdetach's, or another user's.
 */
export type State = 'live' | 'lost' | 'dead' | 'silent' | 'foreign';

export interface Listed {
  readonly address: Address;
  readonly state: State | 'ended';
  /** Undefined but for a live one. */
  readonly status: SessionStatus | undefined;
  /** The record of an ended session. */
  readonly ended?: Ended;
  /** The host's process of a lost one. */
  readonly host?: number;
}

const time = (value: unknown): string => new Date(number(value)).toISOString();
const size = ({ cols, rows }: Fields): SessionStatus['size'] => ({ cols: number(cols), rows: number(rows) });
const maps = (value: unknown): Fields[] =>
  (Array.isArray(value) ? value : []).filter((one) => typeof one === 'object' && one !== null) as Fields[];

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

type ShellStatus = Pick<
  SessionStatus,
  'foreground' | 'folder' | 'atPrompt' | 'commandLine' | 'lastStatus' | 'progress'
>;

/** What the shell has reported, and what the system knows of the program in the foreground. */
function readShell(fields: Fields): ShellStatus {
  const { shell, progress } = fields;
  const told: Fields = isMap(shell) ? shell : {};
  const front = foregroundOf(number(fields['pid']));
  return {
    foreground: front?.name ?? null,
    folder: textOrNull(fields['folder']) ?? front?.folder ?? null,
    atPrompt: typeof told['prompt'] === 'boolean' ? told['prompt'] : null,
    commandLine: textOrNull(told['line']),
    lastStatus: typeof told['status'] === 'number' ? told['status'] : null,
    progress: isMap(progress)
      ? { state: number(progress['state']), percent: number(progress['percent']) }
      : null,
  };
}

/** Reads a reply to `status`. */
export function readStatus(fields: Fields): SessionStatus {
  const command: unknown = fields['command'];
  return {
    command: Array.isArray(command) ? command.map(String) : [],
    pid: number(fields['pid']),
    host: number(fields['host']),
    created: time(fields['created']),
    activity: time(fields['activity']),
    size: size(fields),
    seq: number(fields['output']),
    memory: number(fields['memory']),
    clients: maps(fields['clients']).map((client) => ({
      id: number(client['id']),
      size: size(client),
      leads: client['leads'] === true,
      readonly: client['readonly'] === true,
    })),
    ...readShell(fields),
  };
}

const STATES: Partial<Record<TdetachError['code'], State>> = {
  'session-dead': 'dead',
  'bad-owner': 'foreign',
  'not-tdetach': 'foreign',
  'no-answer': 'silent',
  'unknown-method': 'silent',
  protocol: 'silent', // its host may open no more files
  version: 'silent',
};

/** That no host answers at a session's path: its host may have lost it. */
const NO_SOCKET: readonly TdetachError['code'][] = ['no-session', 'session-ended', 'session-dead'];

/** Asks one session; undefined if it is not there, or has just ended. */
async function look(address: Address): Promise<Listed | undefined> {
  try {
    const ask = (host: Conversation): Promise<Fields> =>
      isMap(host.hello.status) ? Promise.resolve(host.hello.status) : host.ask('status');
    const fields = await Conversation.with(address, ask, undefined, false);
    return { address, state: 'live', status: readStatus(fields) };
  } catch (error) {
    if (!(error instanceof TdetachError)) throw error;
    const host = NO_SOCKET.includes(error.code) ? lostHost(address) : undefined;
    if (host !== undefined) return { address, state: 'lost', status: undefined, host };
    const state = STATES[error.code];
    if (state) return { address, state, status: undefined };
    if (['no-session', 'session-ended', 'host-gone'].includes(error.code)) return undefined;
    throw error;
  }
}

/**
 * Asks all of these, at the same time.
 * @returns in the same order; undefined for one that is not there
 * @throws TdetachError not-a-socket, bad-folder
 */
export async function lookAt(addresses: readonly Address[]): Promise<(Listed | undefined)[]> {
  const found: (Listed | undefined)[] = [];
  for (let from = 0; from < addresses.length; from += LIST_AT_ONCE) {
    found.push(...(await Promise.all(addresses.slice(from, from + LIST_AT_ONCE).map(look))));
  }
  return found;
}

/** Adds the sessions in these folders whose hosts have lost their sockets. */
export async function withLost(folders: readonly string[], found: readonly Listed[]): Promise<Listed[]> {
  const known = new Set(found.map(({ address }) => address.path));
  let hosts = lostIn(folders, known);
  if (hosts.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOST_LOOK_MS)); // its name may just be changing
    hosts = lostIn(folders, known);
  }
  const lost = hosts.map(({ address, host }): Listed => ({
    address,
    state: 'lost',
    status: undefined,
    host,
  }));
  return [...found, ...lost].sort((a, b) => (a.address.file < b.address.file ? -1 : 1));
}

/** The record of a session that has ended, if not even a silent host of it lives. */
function orEnded(address: Address, listed: Listed | undefined): Listed | undefined {
  if (listed && listed.state !== 'dead') return listed;
  const ended = readEnded(address.path, Date.now());
  return ended ? { address, state: 'ended', status: undefined, ended } : listed;
}

/**
 * Like `lookAt`, but includes ended sessions.
 * @throws TdetachError not-a-socket, bad-folder
 */
export async function lookAtAll(addresses: readonly Address[]): Promise<(Listed | undefined)[]> {
  const found = await lookAt(addresses);
  return addresses.map((address, index) => orEnded(address, found[index]));
}

/**
 * All sessions of a folder, by name, including ended ones. Expired records are removed.
 * @param sockets the sockets in the folder
 * @throws TdetachError bad-folder
 */
export async function lookAtFolder(folder: string, sockets: readonly Address[]): Promise<Listed[]> {
  purgeEnded(folder, Date.now());
  const found = (await lookAtAll(sockets)).filter((one) => one !== undefined);
  const known = new Set(found.map(({ address }) => address.path));
  // Ended sessions come last, so that sessions that end meanwhile are found here.
  const others = endedIn(folder, Date.now()).filter(({ address }) => !known.has(address.path));
  const ended = others.map(({ address, ended }): Listed => ({
    address,
    state: 'ended',
    status: undefined,
    ended,
  }));
  return [...found, ...ended].sort((a, b) => (a.address.file < b.address.file ? -1 : 1));
}
