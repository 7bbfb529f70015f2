// Finds the host of a session that lives, and has lost its socket's name: the kernel still knows
// its socket by that. Linux only, and within one network namespace, as /proc/net/unix is; a path
// that is too long for an address is not known there. Invariant: only a process of this user's that
// runs tdetach, and listens at this very path, is taken for one.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, systemCode } from '../error.ts';
import { MEND_LOOK_MS, MEND_WAIT_MS } from '../limits/name-limits.ts';
import { probe } from './own-socket.ts';
import { boundPath } from '../address/socket-path.ts';
import type { Address } from '../address/socket-path.ts';

/** Sockets that are bound to paths, with their paths (unix(7), net/unix/af_unix.c). */
const SOCKETS = '/proc/net/unix';

/** The flag of a socket that listens (__SO_ACCEPTCON). */
const LISTENS = 0x10000;

/** A line of it: address, references, protocol, flags, type, state, inode, path. */
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

/** Returns true if a process runs tdetach: as a host, whose title says so, or in the foreground. */
function runsTdetach(pid: string): boolean {
  const args = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  if (args[0]?.startsWith('tdetach ')) return true;
  return args.slice(1).some((arg) => ['tdetach', 'tdetach.cjs'].includes(path.basename(arg)));
}

/**
 * Returns true if a path is the same file to a process as to this one: both see the same mounts
 * from the same root.
 */
const seesTheSame = (pid: string): boolean =>
  ['ns/mnt', 'root'].every(
    (what) => fs.readlinkSync(`/proc/${pid}/${what}`) === fs.readlinkSync(`/proc/self/${what}`),
  );

/** The processes of this user's that run tdetach, and have one of these sockets. */
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
      return []; // it has ended since
    }
  });
}

/**
 * The host that listens at the session's path, for where no socket of that name answers.
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
 * Hosts that listen at paths in these folders, there or not.
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
      !fs.existsSync(one.path) && // one that has come since
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
    return false; // its folder is not there, or not accessible
  }
};

/**
 * Has the host of a session that has lost its socket make it anew.
 * @returns whether the session answers now; false where no such host lives
 * @throws TdetachError session-lost for one that lives, and cannot be reached
 */
export async function mendLost(address: Address): Promise<boolean> {
  const deadline = Date.now() + MEND_WAIT_MS;
  const told = new Set<number>();
  for (;;) {
    const host = lostHost(address);
    // The host mends its name by itself too: its former socket may have gone between the two looks.
    if (host === undefined) return answers(address);
    try {
      if (!told.has(host)) process.kill(host, 'SIGUSR1');
      told.add(host);
    } catch (error) {
      if (systemCode(error) !== 'ESRCH') throw error; // it has just ended
    }
    await new Promise((resolve) => setTimeout(resolve, MEND_LOOK_MS));
    if (await answers(address)) return true;
    if (Date.now() > deadline) throw lostError(address, host);
  }
}

/** The session lives, and cannot be reached. */
function lostError({ session, path: socket }: Address, host: number): TdetachError {
  const what = `${session} lives, but its socket is gone, and its host (process ${host}) does not make it anew`;
  const where = `${socket}.log says why, unless the host is stopped; kill ${host} ends the session`;
  return new TdetachError('session-lost', `${what}: ${where}`);
}
