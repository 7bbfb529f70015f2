// From what a person calls a session to where its socket lies, and whether that folder can be trusted.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, systemCode } from './error.ts';
import { isHarmless } from './harmless.ts';
import { MAX_SOCKET_NAME_BYTES } from './limits.ts';

export interface Address {
  /** As the user gave it: for messages. */
  readonly session: string;
  /** Absolute, existing folder of the socket, symbolic links resolved. */
  readonly folder: string;
  /** The socket's file name within it. */
  readonly file: string;
  /** Absolute path of the socket. */
  readonly path: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

function refuse(session: string, why: string): TdetachError {
  return new TdetachError('bad-name', `${JSON.stringify(session)} cannot name a session: ${why}`);
}

/** Joiners, without which Persian and Indic words and many emoji cannot be written. */
const JOINERS = /[\u200c\u200d]/g;

/** @param make whether the name is to be given to a session: one that has it already, from an older version, is found by it */
function checkName(session: string, file: string, make: boolean): void {
  if (session === '') throw refuse(session, 'it is empty');

  if (/[\0-\x1f\x7f]/.test(session)) throw refuse(session, 'it has control characters in it');
  if (make && !isHarmless(session.replace(JOINERS, '')))
    throw refuse(session, 'it has characters in it that hide or reorder text, or that terminals obey');
  if (/^[.\s]*$/.test(file)) throw refuse(session, 'its last part is only dots or white space');
  const bytes = Buffer.byteLength(file);
  if (bytes > MAX_SOCKET_NAME_BYTES) {
    throw refuse(session, `its last part has ${bytes} bytes, ${MAX_SOCKET_NAME_BYTES} is the most`);
  }
}

/** The folder for sessions that are given by a bare name, and how it came about, for messages. */
export function sessionFolder(env: Environment, uid: number): string {
  if (env['TDETACH_DIR']) return path.resolve(env['TDETACH_DIR']);
  if (env['XDG_RUNTIME_DIR']) return path.join(env['XDG_RUNTIME_DIR'], 'tdetach');
  return `/tmp/tdetach-${uid}`;
}

function folderProblem(folder: string, code: string): TdetachError {
  const what =
    {
      ENOENT: 'does not exist: make it, or name another with TDETACH_DIR',
      ENOTDIR: 'lies below something that is not a folder',
      EACCES: 'is not accessible to you',
    }[code] ?? `cannot be used (${code})`;
  return new TdetachError('bad-folder', `the folder ${folder} ${what}`);
}

/**
 * Makes the session folder where it is missing, and refuses one in which others could stand in our way.
 * @throws TdetachError bad-folder
 */
function checkSessionFolder(folder: string, uid: number, make: boolean): void {
  if (make) {
    try {
      fs.mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT') throw folderProblem(path.dirname(folder), code);
      if (code !== 'EEXIST')
        throw new TdetachError('bad-folder', `the folder ${folder} cannot be made (${code})`, error);
    }
  }
  const about = fs.lstatSync(folder);
  const bad = (what: string): TdetachError =>
    new TdetachError('bad-folder', `the session folder ${folder} ${what}`);
  if (about.isSymbolicLink()) throw bad('is a symbolic link: name the real folder with TDETACH_DIR');
  if (!about.isDirectory()) throw bad('is not a folder: move it away, or name another with TDETACH_DIR');
  if (about.uid !== uid)
    throw bad(`belongs to user ${about.uid}, not to you (${uid}): name another with TDETACH_DIR`);
  const mode = about.mode & 0o777;
  if (mode & 0o077) throw bad(`is open to others (mode ${mode.toString(8)}): chmod 700 it`);
}

/**
 * Makes the session folder again if it has gone. The folder of a session that was given by its path is not ours.
 * @throws TdetachError bad-folder
 */
export function remakeFolder({ session, folder }: Address): void {
  if (!session.includes('/')) checkSessionFolder(folder, process.getuid?.() ?? 0, true);
}

/**
 * Where the session's socket is. An argument with a `/` in it is a path, a bare name lies in the session
 * folder.
 * @param make whether a missing session folder is made (for a create) or means that there is no session
 * @throws TdetachError bad-name, bad-folder, no-session
 */
export function locate(session: string, env: Environment, make: boolean): Address {
  const isPath = session.includes('/');
  const file = isPath ? session.slice(session.lastIndexOf('/') + 1) : session;
  checkName(session, file, make);
  const uid = process.getuid?.() ?? 0;
  let folder = isPath ? path.resolve(session.slice(0, -file.length)) : sessionFolder(env, uid);
  try {
    if (!isPath) checkSessionFolder(folder, uid, make);
    folder = fs.realpathSync(folder);
    if (!fs.statSync(folder).isDirectory()) throw folderProblem(folder, 'ENOTDIR');
  } catch (error) {
    if (error instanceof TdetachError) throw error;
    const code = systemCode(error);
    if (!make && !isPath && code === 'ENOENT') throw noSession(session);
    throw folderProblem(folder, code);
  }
  return { session, folder, file, path: path.join(folder, file) };
}

/**
 * The session folder, made where it is missing.
 * @returns its path, symbolic links resolved
 * @throws TdetachError bad-folder
 */
export function madeSessionFolder(env: Environment): string {
  const uid = process.getuid?.() ?? 0;
  const folder = sessionFolder(env, uid);
  checkSessionFolder(folder, uid, true);
  return fs.realpathSync(folder);
}

/** Names in the session folder that begin so are those of a socket in the making, or of a claim on a stale one. */
const OUR_OWN = '.tdetach-';

/**
 * The session folder, symbolic links above it resolved; undefined where there is none.
 * @throws TdetachError bad-folder
 */
export function existingFolder(env: Environment): string | undefined {
  const given = sessionFolder(env, process.getuid?.() ?? 0);
  try {
    checkSessionFolder(given, process.getuid?.() ?? 0, false);
    return fs.realpathSync(given);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The sockets in the session folder, by name: none where there is no folder.
 * @throws TdetachError bad-folder
 */
export function socketsInFolder(env: Environment): Address[] {
  const folder = existingFolder(env);
  if (folder === undefined) return [];
  return socketsIn(folder);
}

/**
 * The sockets in a folder, by name: none where there is none.
 * @throws TdetachError bad-folder
 */
export function socketsIn(given: string): Address[] {
  try {
    const folder = fs.realpathSync(given);
    const files = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSocket());
    const names = files.map(({ name }) => name).filter((name) => !name.startsWith(OUR_OWN));
    return names.sort().map((file) => ({ session: file, folder, file, path: path.join(folder, file) }));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return [];
    throw folderProblem(given, code);
  }
}

/** There is no such session. */
export function noSession(session: string): TdetachError {
  return new TdetachError('no-session', `there is no session ${session}: tdetach -c ${session} makes it`);
}

/**
 * What stands at the session's path, undefined for nothing.
 * @throws TdetachError not-a-socket, for anything that is none; bad-folder where that cannot be looked at
 */
export function occupant(address: Address): fs.Stats | undefined {
  let about: fs.Stats | undefined;
  try {
    about = fs.lstatSync(address.path, { throwIfNoEntry: false });
  } catch (error) {
    throw folderProblem(address.folder, systemCode(error)); // of another user, or a file system that fails
  }
  if (!about || about.isSocket()) return about;
  const what = about.isSymbolicLink() ? 'a symbolic link' : about.isDirectory() ? 'a folder' : 'a file';
  throw new TdetachError('not-a-socket', `${address.path} is ${what}, not a session: name another path`);
}
