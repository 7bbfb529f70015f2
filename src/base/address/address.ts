// Turns a session's name into the address of its socket, and checks whether that folder can be
// trusted.
import fs from 'node:fs';
import path from 'node:path';
import { ENDED_SUFFIX } from '../endings/ended-record.ts';
import { TdetachError, about, systemCode } from '../error.ts';
import { isHarmless } from '../text/harmless.ts';
import { MAX_SOCKET_NAME_BYTES } from '../limits/limits.ts';
import type { Address } from './socket-path.ts';
import { lostHost } from '../sockets/lost-host.ts';
import { checkSocket } from '../sockets/own-socket.ts';
import {
  checkSessionFolder,
  existingFolders,
  folderProblem,
  formerFolder,
  ownUid,
  resolved,
  searchedFolders,
  sessionFolder,
} from './session-folder.ts';
import type { Environment } from './session-folder.ts';

export type { Address };

function refuse(session: string, why: string): TdetachError {
  return new TdetachError('bad-name', `${JSON.stringify(session)} cannot name a session: ${why}`);
}

/** Zero-width joiners. Persian and Indic words and many emoji cannot be written without them. */
const JOINERS = /[\u200c\u200d]/g;

/**
 * @param make true to check a name for a new session; the rules for an existing one are looser,
 *   because older versions accepted more names
 */
function checkName(session: string, file: string, make: boolean): void {
  if (session === '') throw refuse(session, 'it is empty');

  if (/[\0-\x1f\x7f]/.test(session)) throw refuse(session, 'it has control characters in it');
  if (make && !isHarmless(session.replace(JOINERS, '')))
    throw refuse(session, 'it has characters in it that hide or reorder text, or that terminals obey');
  if (make && session.startsWith('-')) {
    const what = 'it begins with a dash, which commands take for an option';
    throw refuse(session, `${what}: give another name, or a path such as ./${session}`);
  }
  if (/^[.\s]*$/.test(file)) throw refuse(session, 'its last part is only dots or white space');
  const bytes = Buffer.byteLength(file);
  if (bytes > MAX_SOCKET_NAME_BYTES) {
    throw refuse(session, `its last part has ${bytes} bytes, ${MAX_SOCKET_NAME_BYTES} is the most`);
  }
}

/**
 * Creates the session folder again if it is gone. The folder of a session that is given by its path
 * is left alone.
 * @throws TdetachError bad-folder
 */
export function remakeFolder({ session, folder }: Address): void {
  if (!session.includes('/')) checkSessionFolder(folder, ownUid(), true);
}

/**
 * Finds the address of a session's socket. An argument with a `/` in it is a path. A bare name is
 * in the session folder; an existing session may also be in the former default folder.
 * @param make true to create a missing session folder; otherwise a missing folder means that there
 *   is no such session
 * @throws TdetachError bad-name, bad-folder, no-session
 */
export function locate(session: string, env: Environment, make: boolean): Address {
  const isPath = session.includes('/');
  const file = isPath ? session.slice(session.lastIndexOf('/') + 1) : session;
  checkName(session, file, make);
  const former = make ? undefined : formerAddress(session, env);
  let folder = isPath ? path.resolve(session.slice(0, -file.length)) : sessionFolder(env);
  try {
    if (!isPath) checkSessionFolder(folder, ownUid(), make);
    folder = fs.realpathSync(folder);
    if (!fs.statSync(folder).isDirectory()) throw folderProblem(folder, 'ENOTDIR');
  } catch (error) {
    if (error instanceof TdetachError) throw error;
    const code = systemCode(error);
    if (!make && code === 'ENOENT') {
      if (former) return former;
      const gone = resolved(folder);
      const address = { session, folder: gone, file, path: path.join(gone, file) };
      if (lostHost(address) !== undefined) return address;
      if (!isPath) throw noSession(session, searchedFolders(env));
    }
    throw folderProblem(folder, code);
  }
  const address = { session, folder, file, path: path.join(folder, file) };
  return former && !isThere(address) ? former : address;
}

/** Returns true if a session or the record of an ended one has this address. */
function isThere({ path }: Address): boolean {
  const is = (file: string): boolean => fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  return is(path) || is(path + ENDED_SUFFIX);
}

/**
 * Finds a bare name in the former default folder.
 * @returns undefined if nothing there has that name
 */
export function formerAddress(session: string, env: Environment): Address | undefined {
  const folder = session.includes('/') ? undefined : formerFolder(env);
  if (folder === undefined) return undefined;
  const address = { session, folder, file: session, path: path.join(folder, session) };
  return isThere(address) ? address : undefined;
}

/**
 * Prefix of tdetach's own files in the session folder: sockets that are being made, and locks of
 * names.
 */
const OUR_OWN = '.tdetach-';

/**
 * Lists the sockets in the session folder and the former default folder, by name. A missing folder
 * counts as empty.
 * @throws TdetachError bad-folder
 */
export function socketsInFolder(env: Environment): Address[] {
  const found = existingFolders(env).flatMap((folder) => socketsIn(folder));
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/**
 * Lists the sockets in a folder, by name. A missing folder counts as empty.
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

/**
 * Returns the error for a session that does not exist.
 * @param searched the folder or folders that were searched for a bare name
 */
export function noSession(session: string, searched: string): TdetachError {
  const where = session.includes('/') ? '' : ` in ${searched}`;
  return about(session, new TdetachError('no-session', `there is no session ${session}${where}`));
}

/**
 * Returns what is at the session's path; undefined if nothing is.
 * @throws TdetachError not-a-socket; bad-owner; bad-folder if the path cannot be inspected
 */
export function occupant(address: Address): fs.Stats | undefined {
  let about: fs.Stats | undefined;
  try {
    about = fs.lstatSync(address.path, { throwIfNoEntry: false });
  } catch (error) {
    throw folderProblem(address.folder, systemCode(error)); // another user's folder, or a failing file system
  }
  if (about) checkSocket(address.path, about);
  return about;
}
