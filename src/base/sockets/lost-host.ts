// Finds the host of a live session whose socket file is gone: the kernel still lists the socket by
// its path. This works on Linux only, within one network namespace (the scope of /proc/net/unix),
// and not for a path that is too long for an address. Invariant: only a process of this user that
// runs tdetach and listens at exactly this path counts as the host.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, systemCode } from '../error.ts';
import { MEND_LOOK_MS, MEND_WAIT_MS } from '../limits/name-limits.ts';
import { probe } from './own-socket.ts';
import { boundPath } from '../address/socket-path.ts';
import type { Address } from '../address/socket-path.ts';

/** The kernel's list of Unix sockets with their paths (unix(7), net/unix/af_unix.c). */
const SOCKETS = '/proc/net/unix';

/** Flag of a listening socket (__SO_ACCEPTCON). */
const LISTENS = 0x10000;

/** A line of that list: address, references, protocol, flags, type, state, inode, path. */
const LINE = /^\S+: \S+ \S+ ([0-9A-F]+) \S+ \S+ +(\d+) (.*)$/;

interface Bound {
  readonly inode: string;
  readonly path: string;
}

function read(): Buffer {
  try {
    return fs.readFileSync(SOCKETS);
  } catch {
    return Buffer.alloc(0); // not Linux, or no /proc
  }
}

function listening(lines: string): Bound[] {
  return lines.split('\n').flatMap((line) => {
    const [, flags, inode, at] = LINE.exec(line) ?? [];
    return inode && at && parseInt(flags ?? '', 16) & LISTENS ? [{ inode, path: at }] : [];
  });
}

/**
 * Returns true if a process runs tdetach, either as a host, by its process title, or in the
 * foreground.
 */
function runsTdetach(pid: string): boolean {
  const args = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  if (args[0]?.startsWith('tdetach ')) return true;
  return args.slice(1).some((arg) => ['tdetach', 'tdetach.cjs'].includes(path.basename(arg)));
}

/**
 * Returns true if paths lead to the same files in that process as in this one, because both have
 * the same mounts and root.
 */
const seesTheSame = (pid: string): boolean =>
  ['ns/mnt', 'root'].every(
    (what) => fs.readlinkSync(`/proc/${pid}/${what}`) === fs.readlinkSync(`/proc/self/${what}`),
  );

/** Returns the processes of this user that run tdetach and hold one of these sockets. */
function ownersOf(sockets: readonly Bound[]): { readonly pid: number; readonly path: string }[] {
  const byLink = new Map(sockets.map((one) => [`socket:[${one.inode}]`, one.path]));
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    try {
      if (fs.statSync(`/proc/${pid}`).uid !== process.getuid?.() || !runsTdetach(pid) || !seesTheSame(pid))
        return [];
      const links = fs.readdirSync(`/proc/${pid}/fd`).map((fd) => {
        try {
          return fs.readlinkSync(`/proc/${pid}/fd/${fd}`);
        } catch {
          return ''; // closed since
        }
      });
      const found = links.map((link) => byLink.get(link)).find((one) => one !== undefined);
      return found === undefined ? [] : [{ pid: Number(pid), path: found }];
    } catch {
      return []; // the process has ended since
    }
  });
}

/**
 * Finds the host that listens at the session's path although no socket of that name answers.
 * @returns its process id
 */
export function lostHost({ folder, file }: Address): number | undefined {
  const bound = boundPath(folder, file);
  if (!path.isAbsolute(bound)) return undefined;
  const all = read();
  if (!all.includes(` ${bound}\n`)) return undefined;
  const sockets = listening(all.toString()).filter((one) => one.path === bound);
  return sockets.length === 0 ? undefined : ownersOf(sockets)[0]?.pid;
}

/**
 * Finds hosts that listen at paths in these folders, whether or not the folders exist.
 * @param known paths of sessions that answer
 */
export function lostIn(
  folders: readonly string[],
  known: ReadonlySet<string>,
): { address: Address; host: number }[] {
  const all = read();
  if (!folders.some((folder) => all.includes(` ${folder}/`))) return [];
  const sockets = listening(all.toString()).filter(
    (one) =>
      folders.includes(path.dirname(one.path)) &&
      !known.has(one.path) &&
      !fs.existsSync(one.path) && // not one that has appeared since
      !path.basename(one.path).startsWith('.tdetach-'),
  );
  if (sockets.length === 0) return [];
  return ownersOf(sockets).map(({ pid, path: at }) => {
    const file = path.basename(at);
    return { address: { session: file, folder: path.dirname(at), file, path: at }, host: pid };
  });
}

const answers = async ({ folder, file }: Address): Promise<boolean> => {
  try {
    return (await probe(folder, file)) === 'live';
  } catch {
    return false; // the folder is missing or not accessible
  }
};

/**
 * Makes the host of a session that has lost its socket create it again.
 * @returns true if the session answers now; false if there is no such host
 * @throws TdetachError session-lost if the host is alive but cannot be reached
 */
export async function mendLost(address: Address): Promise<boolean> {
  const deadline = Date.now() + MEND_WAIT_MS;
  const told = new Set<number>();
  for (;;) {
    const host = lostHost(address);
    // The host also repairs its name by itself, so the lost socket may have vanished between two
    // looks.
    if (host === undefined) return answers(address);
    try {
      if (!told.has(host)) process.kill(host, 'SIGUSR1');
      told.add(host);
    } catch (error) {
      if (systemCode(error) !== 'ESRCH') throw error; // not just ended
    }
    await new Promise((resolve) => setTimeout(resolve, MEND_LOOK_MS));
    if (await answers(address)) return true;
    if (Date.now() > deadline) throw lostError(address, host);
  }
}

/** Returns the error for a session that is alive but cannot be reached. */
function lostError({ session, path: socket }: Address, host: number): TdetachError {
  const what = `${session} lives, but its socket is gone, and its host (process ${host}) does not make it anew`;
  const where = `${socket}.log says why, unless the host is stopped; kill ${host} ends the session`;
  return new TdetachError('session-lost', `${what}: ${where}`);
}
