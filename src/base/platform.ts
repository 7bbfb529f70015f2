// What differs between Linux and macOS, each with both answers, and nowhere else.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as ChildProcess from 'node:child_process';

const linux = process.platform === 'linux';

/** What `ps` prints. Where it is not needed, neither is the module that starts programs. */
function ps(...args: string[]): string {
  const { execFileSync } = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  return execFileSync('ps', args, { encoding: 'latin1' });
}

/**
 * The longest path that a Unix socket's address holds: `sun_path` less its NUL (unix(7), macOS
 * <sys/un.h>).
 */
export const SOCKET_PATH_BYTES = linux ? 107 : 103;

/**
 * Opens a file only to look at it and to name it (O_PATH, fcntl.h), which needs no permission to
 * read, nor waits for a FIFO. Undefined where no path leads to what a descriptor is open on:
 * outside Linux, and where /proc is not mounted.
 */
export const openPathOnly = (): number | undefined =>
  linux && fs.existsSync('/proc/self/fd') ? 0o10000000 : undefined;

/** A path to what a descriptor is open on, wherever its name leads by now (proc(5)). */
export const descriptorPath = (descriptor: number): string => `/proc/self/fd/${descriptor}`;

/**
 * A path to an entry of the folder that a descriptor is open on: on Linux of that very folder,
 * wherever its name leads by now.
 * @param folder the folder's name, which serves elsewhere
 */
export const entryOf = (descriptor: number, folder: string, entry: string): string =>
  linux ? `${descriptorPath(descriptor)}/${entry}` : path.join(folder, entry);

/** True if fs.watch takes a socket: macOS would have to open it. */
export const WATCHES_SOCKETS = linux;

/**
 * Bytes of one line, less its end, that a terminal in line mode holds: what comes behind them it
 * drops (Linux n_tty.c, N_TTY_BUF_SIZE; macOS <sys/syslimits.h>, MAX_CANON).
 */
export const CANONICAL_LINE_BYTES = linux ? 4_095 : 1_023;

/** O_CLOEXEC as `flags:` in Linux's /proc/self/fdinfo shows it, in octal (proc(5), fcntl.h). */
const LINUX_O_CLOEXEC = 0o2000000;

/**
 * Closes inherited descriptors that the program would get. Node opens its own with close-on-exec
 * set, and at its start sets it on all that it inherits up to the first gap above 15
 * (`uv_disable_stdio_inheritance`); node-pty's binary does no more at a fork. What is beyond is
 * closed.
 *
 * macOS does not show that flag. There the program gets none of them, as node-pty starts it with
 * POSIX_SPAWN_CLOEXEC_DEFAULT, and the host keeps what it was given.
 * @param keep descriptors that are left alone
 */
export function closeForeignDescriptors(keep: readonly number[]): void {
  if (!linux) return;
  let names: string[];
  try {
    names = fs.readdirSync('/proc/self/fdinfo');
  } catch {
    return; // without /proc nothing is known of them
  }
  for (const name of names) {
    const descriptor = Number(name);
    if (descriptor <= 2 || keep.includes(descriptor)) continue;
    try {
      const flags = /^flags:\s*([0-7]+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${name}`, 'latin1'))?.[1];
      if (flags !== undefined && (parseInt(flags, 8) & LINUX_O_CLOEXEC) === 0) fs.closeSync(descriptor);
    } catch {
      // The listing's own descriptor, closed since.
    }
  }
}

/**
 * The foreground process group of the terminal that a session leader has.
 * @returns its id, or undefined where there is none (any more)
 */
export function foregroundGroup(leader: number): number | undefined {
  let group: number;
  try {
    if (linux) {
      const stat = fs.readFileSync(`/proc/${leader}/stat`, 'latin1');
      // The command's name, in brackets, may hold anything; `tpgid` is the sixth field after it
      // (proc(5)).
      group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5]);
    } else {
      group = Number(ps('-o', 'tpgid=', '-p', String(leader)));
    }
  } catch {
    return undefined;
  }
  return Number.isInteger(group) && group > 1 ? group : undefined;
}

/**
 * Returns true if this process is in the foreground of its terminal, where it may read and set it.
 * Also true where it has none, or that cannot be told.
 */
export function isInForeground(): boolean {
  try {
    const [group, foreground] = linux
      ? linuxJob()
      : ps('-o', 'pgid=,tpgid=', '-p', String(process.pid)).trim().split(/\s+/);
    return !(Number(foreground) > 0) || Number(foreground) === Number(group);
  } catch {
    return true;
  }
}

/** The process group of this process, and the foreground one of its terminal (proc(5)). */
function linuxJob(): (string | undefined)[] {
  const stat = fs.readFileSync('/proc/self/stat', 'latin1');
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [group, foreground];
}

/**
 * The process groups of the session of `leader`. A group belongs to one session, so they hold all
 * of its processes; and a signal to a group reaches those, too, that are forked meanwhile.
 */
export function sessionGroups(leader: number): number[] {
  return [...new Set(linux ? linuxGroups(leader) : groupsOfPs(leader))];
}

/**
 * What `ps` tells of them: those on the terminal of `leader`, as macOS shows no session's id (its
 * `sess` is a pointer, or 0), and a terminal belongs to one session. Nothing once the leader has
 * ended, as its terminal is gone then.
 */
export function groupsOfPs(leader: number): number[] {
  const rows = ps('-A', '-o', 'pid=,pgid=,stat=,tty=').trim().split('\n');
  const processes = rows.map((row) => {
    const [pid, group, state = '', terminal = ''] = row.trim().split(/\s+/);
    return { pid: Number(pid), group: Number(group), ended: state.startsWith('Z'), terminal };
  });
  const own = processes.find(({ pid }) => pid === leader)?.terminal;
  if (own === undefined || own.startsWith('?')) return [];
  return processes.flatMap(({ group, ended, terminal }) => (terminal === own && !ended ? [group] : []));
}

function linuxGroups(leader: number): number[] {
  return fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(session) === leader && state !== 'Z' ? [Number(group)] : [];
    } catch {
      return []; // it has ended since
    }
  });
}
