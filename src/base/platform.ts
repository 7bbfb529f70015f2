// The differences between Linux and macOS. No other file depends on the platform.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as ChildProcess from 'node:child_process';

const linux = process.platform === 'linux';

/** Returns the output of `ps`. The module that starts programs is loaded only when it is needed. */
function ps(...args: string[]): string {
  const { execFileSync } = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  return execFileSync('ps', args, { encoding: 'latin1' });
}

/**
 * Maximum length of the path in a Unix socket's address: `sun_path` without its NUL (unix(7), macOS
 * <sys/un.h>).
 */
export const SOCKET_PATH_BYTES = linux ? 107 : 103;

/**
 * Returns the flag that opens a file only to inspect and to name it (O_PATH, fcntl.h). That needs
 * no permission to read, and does not wait for a FIFO. Undefined if descriptors have no paths:
 * outside Linux, and without a mounted /proc.
 */
export const openPathOnly = (): number | undefined =>
  linux && fs.existsSync('/proc/self/fd') ? 0o10000000 : undefined;

/**
 * Returns a path to the file behind a descriptor, wherever the file's name leads by now (proc(5)).
 */
export const descriptorPath = (descriptor: number): string => `/proc/self/fd/${descriptor}`;

/**
 * Returns a path to an entry of the folder behind a descriptor. On Linux it leads into exactly that
 * folder, wherever the folder's name leads by now.
 * @param folder the folder's name, which is used on other systems
 */
export const entryOf = (descriptor: number, folder: string, entry: string): string =>
  linux ? `${descriptorPath(descriptor)}/${entry}` : path.join(folder, entry);

/** True if fs.watch works on a socket. On macOS it would have to open the socket. */
export const WATCHES_SOCKETS = linux;

/**
 * Maximum length of a line, without its end, in a terminal in line mode. The terminal drops what
 * follows (Linux n_tty.c, N_TTY_BUF_SIZE; macOS <sys/syslimits.h>, MAX_CANON).
 */
export const CANONICAL_LINE_BYTES = linux ? 4_095 : 1_023;

/** O_CLOEXEC as shown, in octal, by `flags:` in Linux's /proc/self/fdinfo (proc(5), fcntl.h). */
const LINUX_O_CLOEXEC = 0o2000000;

/**
 * Closes inherited descriptors that would leak to the program. Node opens its own with
 * close-on-exec, and at its start sets that flag on inherited ones up to the first gap above 15
 * (`uv_disable_stdio_inheritance`). node-pty's binary does nothing more at a fork. This function
 * closes the others.
 *
 * macOS does not show that flag. There node-pty starts the program with
 * POSIX_SPAWN_CLOEXEC_DEFAULT, so it inherits none of them, and the host keeps them open.
 * @param keep descriptors to leave open
 */
export function closeForeignDescriptors(keep: readonly number[]): void {
  if (!linux) return;
  let names: string[];
  try {
    names = fs.readdirSync('/proc/self/fdinfo');
  } catch {
    return; // without /proc the open descriptors are unknown
  }
  for (const name of names) {
    const descriptor = Number(name);
    if (descriptor <= 2 || keep.includes(descriptor)) continue;
    try {
      const flags = /^flags:\s*([0-7]+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${name}`, 'latin1'))?.[1];
      if (flags !== undefined && (parseInt(flags, 8) & LINUX_O_CLOEXEC) === 0) fs.closeSync(descriptor);
    } catch {
      // The descriptor of the listing itself, which is closed by now.
    }
  }
}

/**
 * Returns the foreground process group of a session leader's terminal.
 * @returns its id; undefined if there is none, or no longer one
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
 * Returns true if this process is in the foreground of its terminal, so that it may read from it
 * and change its settings. Also true if it has no terminal, or if this cannot be determined.
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

/** Returns this process's group and the foreground group of its terminal (proc(5)). */
function linuxJob(): (string | undefined)[] {
  const stat = fs.readFileSync('/proc/self/stat', 'latin1');
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [group, foreground];
}

/**
 * Returns the process groups of the session of `leader`. A group belongs to one session, so the
 * groups contain all of its processes. A signal to a group also reaches processes that are forked
 * meanwhile.
 */
export function sessionGroups(leader: number): number[] {
  return [...new Set(linux ? linuxGroups(leader) : groupsOfPs(leader))];
}

/**
 * Finds these groups with `ps`, by the terminal of `leader`: macOS shows no session ids (its `sess`
 * is a pointer, or 0), but a terminal belongs to one session. Returns nothing once the leader has
 * ended, because its terminal is then gone.
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
      return []; // the process has ended since
    }
  });
}
