// Finds the folder of sessions that are given by a bare name, and checks whether it can be trusted.
// Invariant: sessions are created only in the folder that `sessionFolder` names; the former default
// folder is only searched.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, systemCode } from '../error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const ownUid = (): number => process.getuid?.() ?? 0;

/**
 * The session folder: `$TDETACH_DIR`, else `/tmp/tdetach-$UID`. Like tmux's, it outlives a login.
 * `$XDG_RUNTIME_DIR` does not: it is removed when the user's last login ends, and some kinds of
 * login do not have it.
 */
export function sessionFolder(env: Environment, uid = ownUid()): string {
  return env['TDETACH_DIR'] ? path.resolve(env['TDETACH_DIR']) : `/tmp/tdetach-${uid}`;
}

/**
 * The folder that was the default up to version 0.1.0, so that sessions created in it are still
 * found. It must exist, and no other user may have access to it. Without `$XDG_RUNTIME_DIR` it is
 * looked for where systemd-logind creates it.
 * @returns undefined if there is none, or if `$TDETACH_DIR` names the session folder
 */
export function formerFolder(env: Environment, uid = ownUid()): string | undefined {
  if (env['TDETACH_DIR']) return undefined;
  const folder = path.join(env['XDG_RUNTIME_DIR'] || `/run/user/${uid}`, 'tdetach');
  const about = fs.lstatSync(folder, { throwIfNoEntry: false });
  const trusted = about?.isDirectory() === true && about.uid === uid && (about.mode & 0o077) === 0;
  return trusted ? folder : undefined;
}

/** Resolves the symbolic links of a path as far as it exists. */
export function resolved(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    const above = path.dirname(folder);
    return above === folder ? folder : path.join(resolved(above), path.basename(folder));
  }
}

/**
 * The folders in which sessions with bare names may have been created, whether or not they exist,
 * with symbolic links resolved.
 */
export function possibleFolders(env: Environment, uid = ownUid()): string[] {
  const former = env['TDETACH_DIR']
    ? []
    : [path.join(env['XDG_RUNTIME_DIR'] || `/run/user/${uid}`, 'tdetach')];
  return [...new Set([sessionFolder(env, uid), ...former].map(resolved))];
}

/** The folders that were searched for a session, as text for a message: `/tmp/tdetach-1000`. */
export function searchedFolders(env: Environment): string {
  return [sessionFolder(env), formerFolder(env)].filter((one) => one !== undefined).join(' or ');
}

/** @param code the system's error code for this folder */
export function folderProblem(folder: string, code: string): TdetachError {
  const what =
    {
      ENOENT: 'does not exist: make it, or name another with TDETACH_DIR',
      ENOTDIR: 'lies below something that is not a folder',
      EACCES: 'is not accessible to you',
    }[code] ?? `cannot be used (${code})`;
  return new TdetachError('bad-folder', `the folder ${folder} ${what}`);
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
    fs.chmodSync(folder, 0o700); // the umask may have removed bits
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' && fs.existsSync(path.dirname(folder))) return makeFolder(folder); // removed meanwhile
    if (code === 'ENOENT') throw folderProblem(path.dirname(folder), code);
    if (code !== 'EEXIST')
      throw new TdetachError(
        'bad-folder',
        `the session folder ${folder} cannot be made (${code}): name another with TDETACH_DIR`,
        error,
      );
  }
}

/**
 * Refuses a session folder that other users can interfere with, and with `make` creates a missing
 * one.
 * @throws TdetachError bad-folder
 */
export function checkSessionFolder(folder: string, uid: number, make: boolean): void {
  if (make) makeFolder(folder);
  const about = fs.lstatSync(folder);
  const bad = (what: string): TdetachError =>
    new TdetachError('bad-folder', `the session folder ${folder} ${what}`);
  if (about.isSymbolicLink()) throw bad('is a symbolic link: name the real folder with TDETACH_DIR');
  if (!about.isDirectory()) throw bad('is not a folder: move it away, or name another with TDETACH_DIR');
  if (about.uid !== uid)
    throw bad(`belongs to user ${about.uid}, not to you (${uid}): name another with TDETACH_DIR`);
  const mode = about.mode & 0o7777;
  if ((mode & 0o077) === 0) return;
  // Advise chmod only for a folder that tdetach created. Other folders, such as /tmp, may need
  // their mode.
  const ours = folder === sessionFolder({}, uid) && (mode & 0o7000) === 0;
  const mend = ours ? 'chmod 700 it, or name another' : 'name another, which tdetach makes,';
  throw bad(`is open to others (mode ${mode.toString(8)}): ${mend} with TDETACH_DIR`);
}

/**
 * Returns the session folder, and creates it if it is missing.
 * @returns its path, symbolic links resolved
 * @throws TdetachError bad-folder
 */
export function madeSessionFolder(env: Environment): string {
  const folder = sessionFolder(env);
  checkSessionFolder(folder, ownUid(), true);
  return fs.realpathSync(folder);
}

/** Returns the session folder if it exists, with symbolic links above it resolved. */
function existingFolder(env: Environment): string | undefined {
  const folder = sessionFolder(env);
  try {
    checkSessionFolder(folder, ownUid(), false);
    return fs.realpathSync(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Returns the existing folders that hold sessions with bare names: the session folder and the
 * former default folder.
 * @returns their paths, with symbolic links resolved
 * @throws TdetachError bad-folder
 */
export function existingFolders(env: Environment): string[] {
  const former = formerFolder(env);
  const folders = [existingFolder(env), former && fs.realpathSync(former)];
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}
