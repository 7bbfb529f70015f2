// The folder that a session's program starts in. It is checked before anything is created, because
// an error in the program's own process would not be seen.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, systemCode } from '../error.ts';

const bad = (what: string, cause?: unknown): TdetachError => new TdetachError('bad-folder', what, cause);

/** Throws unless a program can start in this folder. */
function check(folder: string): fs.Stats {
  const named = `the working folder ${folder}`;
  try {
    const about = fs.statSync(folder);
    if (!about.isDirectory()) throw bad(`${named} is not a folder: give another one`);
    fs.accessSync(folder, fs.constants.X_OK);
    return about;
  } catch (error) {
    if (error instanceof TdetachError) throw error;
    const code = systemCode(error);
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be entered (${code})`;
    throw bad(`${named} ${why}: give another one`, error);
  }
}

/**
 * Returns the folder of this process. It is compared with its path, because Node garbles names that
 * are not UTF-8, and the path may then lead nowhere or to another folder.
 */
function ownFolder(): string {
  let folder: string;
  try {
    folder = process.cwd();
  } catch (error) {
    throw bad('the working folder is gone: change to another one first', error);
  }
  if (folder.includes('\ufffd'))
    throw bad(
      'the working folder cannot be passed on, as its name is not UTF-8: change to another one first',
    );
  const [own, found] = [fs.statSync('.'), check(folder)];
  if (own.ino !== found.ino || own.dev !== found.dev)
    throw bad(`the working folder is gone, and ${folder} is another one: change to it first`);
  return folder;
}

/**
 * @param given undefined for the folder of this process
 * @returns the absolute path of a folder in which a program can start
 * @throws TdetachError bad-folder
 */
export function workingFolder(given: string | undefined): string {
  if (given === undefined) return ownFolder();
  const folder = path.isAbsolute(given) ? path.normalize(given) : path.join(ownFolder(), given);
  check(folder);
  return folder;
}
