// What V8 has compiled of a program, kept for its next start. Node's own compile cache has only what is compiled when a file is
// loaded; this one has every function that was called. Invariant: it is used for the very file that it was made of, and
// nobody else can put code there.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { CODE_KEPT_MS } from './limits.ts';

/** Write permission of the group or of all. */
const WRITABLE_BY_OTHERS = 0o022;

/** Makes a folder where there is none; whether it is one of ours that nobody else may write to. */
function isOurs(folder: string): boolean {
  const look = (): fs.Stats | undefined => fs.lstatSync(folder, { throwIfNoEntry: false });
  let about = look();
  if (!about) {
    fs.mkdirSync(folder, { mode: 0o700 });
    about = look();
  }
  if (!about?.isDirectory() || about.uid !== process.getuid?.()) return false;
  return (about.mode & WRITABLE_BY_OTHERS) === 0;
}

/**
 * The folder `tdetach` in $XDG_CACHE_HOME, or else in ~/.cache.
 * @returns undefined where there is none that is safe, and where Node itself is to keep nothing (NODE_DISABLE_COMPILE_CACHE)
 */
export function codeFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CACHE_HOME: given, HOME: home, NODE_DISABLE_COMPILE_CACHE: unwanted } = env;
  if (unwanted) return undefined;
  try {
    if (!given && !(home && path.isAbsolute(home) && isOurs(path.join(home, '.cache')))) return undefined;
    const folder = path.join(given || path.join(home ?? '', '.cache'), 'tdetach');
    return path.isAbsolute(folder) && isOurs(folder) ? folder : undefined;
  } catch {
    return undefined; // what cannot be looked at is not used
  }
}

export interface Program<T> {
  readonly exports: T;
  /** Keeps what was compiled of it until now; undefined where that was done already, or there is no safe place. */
  readonly keep: (() => void) | undefined;
}

/** What was kept for a file starts with this line, which no other file has, nor this one once it was written anew. */
const identity = (file: string, { ino, size, ctimeMs }: fs.Stats): string =>
  `${process.version} ${process.arch} ${ino} ${size} ${ctimeMs} ${file}\n`;

/** A short name for a path (FNV-1a, 32 bits, draft-eastlake-fnv): the identity has all of it. */
function shortened(file: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(file)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** What was kept of this identity; undefined where there is nothing. */
function kept(at: string, head: string): Buffer | undefined {
  try {
    const all = fs.readFileSync(at);
    const from = Buffer.byteLength(head);
    return all.toString('utf8', 0, from) === head ? all.subarray(from) : undefined;
  } catch {
    return undefined; // nothing yet, or nothing that can be read: then it is compiled
  }
}

/** Removes what was kept long ago: of versions that have gone, for the most part. */
function forgetOld(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const about = fs.lstatSync(file);
    if (about.isFile() && Date.now() - about.mtimeMs > CODE_KEPT_MS) fs.unlinkSync(file);
  }
}

/** Writes a file whole or not at all. */
function store(folder: string, name: string, ...parts: readonly Uint8Array[]): void {
  const making = path.join(folder, `.${name}-${process.pid}`);
  try {
    fs.writeFileSync(making, Buffer.concat(parts), { mode: 0o600, flag: 'wx' });
    fs.renameSync(making, path.join(folder, name));
    forgetOld(folder);
  } catch {
    fs.rmSync(making, { force: true }); // a full disk, a folder that has gone: the next start compiles again
  }
}

/**
 * Loads a CommonJS file as `require` would.
 * @param file its absolute path; its text is ASCII
 * @param use what it is used for, as part of a file's name: other functions are called then
 * @param folder where compiled code is kept; undefined for nowhere
 */
export function load<T>(file: string, use: string, folder: string | undefined): Program<T> {
  const head = identity(file, fs.statSync(file));
  const name = `${use}-${process.version}-${shortened(file)}`;
  const cachedData = folder === undefined ? undefined : kept(path.join(folder, name), head);
  const source = `(function(exports,require,module,__filename,__dirname){${fs.readFileSync(file, 'latin1')}\n})`;
  const script = new vm.Script(source, { filename: file, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...about: unknown[]) => void;
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  if (folder === undefined || (cachedData && !script.cachedDataRejected))
    return { exports: module.exports as T, keep: undefined };
  const keep = (): void => store(folder, name, Buffer.from(head), script.createCachedData());
  return { exports: module.exports as T, keep };
}
