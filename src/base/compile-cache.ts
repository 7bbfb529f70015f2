// Where Node keeps what it has compiled of our programs. Invariant: nobody else can put code there.
import fs from 'node:fs';
import path from 'node:path';

/** Write permission of the group or of all. */
const WRITABLE_BY_OTHERS = 0o022;

/** Makes a folder where there is none; whether it is one of ours that nobody else may write to. */
function isOurs(folder: string): boolean {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch {
    // EEXIST, and whatever the next look finds
  }
  const about = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (!about?.isDirectory() || about.uid !== process.getuid?.()) return false;
  return (about.mode & WRITABLE_BY_OTHERS) === 0;
}

/**
 * The folder `tdetach` in $XDG_CACHE_HOME, or else in ~/.cache.
 * @returns undefined where there is none that is safe: nothing is kept then
 */
export function compileCache(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CACHE_HOME: given, HOME: home } = env;
  try {
    if (!given && !(home && path.isAbsolute(home) && isOurs(path.join(home, '.cache')))) return undefined;
    const folder = path.join(given || path.join(home ?? '', '.cache'), 'tdetach');
    return path.isAbsolute(folder) && isOurs(folder) ? folder : undefined;
  } catch {
    return undefined; // what cannot be looked at is not used
  }
}
