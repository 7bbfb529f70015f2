// What V8 has compiled of a program, kept for its next start. Node's own compile cache has only
// what is compiled when a file is loaded, and Node 20 has none; this one has every function that
// was called. Invariant: it is used for the very file that it was made of, undamaged (V8 does not
// verify it, and crashes), and only this user and root can have put code there: each folder and
// file is checked on an open descriptor, and what lies in a folder is reached through that
// descriptor. Brings: without it `list` takes 1.15 times the processor's time on Node 20, 1.11
// times on Node 24 (a machine that was busy). Shown by: perf stat -r 20 tdetach list, with
// NODE_DISABLE_COMPILE_CACHE=1 and without it.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { entryOf } from '../base/platform.ts';

/**
 * How long compiled code is kept (code-cache.ts): what is in use is then compiled once more, what
 * is not has gone.
 */
const CODE_KEPT_MS = 90 * 24 * 3600 * 1000;

/** Write permission of the group or of all. */
const WRITABLE_BY_OTHERS = 0o022;

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = fs.constants;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns true if it is this user's, and no other user may write to it. */
const isOwn = ({ uid, mode }: fs.Stats): boolean =>
  uid === process.geteuid?.() && (mode & WRITABLE_BY_OTHERS) === 0;

/** Calls `use` with a descriptor of a folder; undefined where the folder is not this user's own. */
function withFolder<T>(at: string, flags: number, use: (descriptor: number) => T): T | undefined {
  const descriptor = fs.openSync(at, O_RDONLY | O_DIRECTORY | flags);
  try {
    return isOwn(fs.fstatSync(descriptor)) ? use(descriptor) : undefined;
  } finally {
    fs.closeSync(descriptor);
  }
}

/** As `withFolder`, with a folder in an open one, which is made where it is missing. */
function withChild<T>(at: string, use: (descriptor: number) => T): T | undefined {
  if (!fs.lstatSync(at, { throwIfNoEntry: false })) {
    fs.mkdirSync(at, { mode: 0o700 });
    fs.chmodSync(at, 0o700); // whatever the umask has left of that
  }
  return withFolder(at, O_NOFOLLOW, use);
}

/**
 * Calls `use` with the folder `tdetach` in $XDG_CACHE_HOME, or else in ~/.cache.
 * @param use given a function that makes a path of a name in the folder, valid until `use` returns
 * @returns undefined where there is none that is safe, and where Node itself is to keep nothing
 *   (NODE_DISABLE_COMPILE_CACHE)
 */
export function inCodeFolder<T>(env: Environment, use: (at: (name: string) => string) => T): T | undefined {
  const { XDG_CACHE_HOME: given, HOME: home, NODE_DISABLE_COMPILE_CACHE: unwanted } = env;
  const base = given || home;
  if (unwanted || !base || !path.isAbsolute(base)) return undefined;
  const inCache = (at: string, cache: number): T | undefined => {
    const own = path.join(at, 'tdetach');
    return withChild(entryOf(cache, at, 'tdetach'), (folder) => use((name) => entryOf(folder, own, name)));
  };
  try {
    // A link to a folder of this user's that another user has made could have one made anywhere.
    if (![0, process.geteuid?.()].includes(fs.lstatSync(base).uid)) return undefined;
    return withFolder(base, 0, (folder) =>
      given
        ? inCache(base, folder)
        : withChild(entryOf(folder, base, '.cache'), (cache) => inCache(path.join(base, '.cache'), cache)),
    );
  } catch {
    return undefined; // not there, read-only, full: what cannot be looked at is not used
  }
}

export interface Program<T> {
  readonly exports: T;
  readonly code: CompiledCode;
}

/** What V8 has compiled of a program, and of the files beside it that it has loaded so far. */
export class CompiledCode {
  readonly #unkept: (() => void)[] = [];

  /** Returns true if some of it is not kept yet, and there is a safe place. */
  isNew(): boolean {
    return this.#unkept.length > 0;
  }

  /** @param keep keeps what was compiled of one file until then */
  add(keep: () => void): void {
    this.#unkept.push(keep);
  }

  /** To be called once most of what the program does has been done. */
  keep(): void {
    for (const keep of this.#unkept.splice(0)) keep();
  }
}

/**
 * What was kept for a file starts with this line, which no other file has, nor this one once it was
 * written anew.
 */
const identity = (file: string, { ino, size, ctimeMs }: fs.Stats): string =>
  `${process.version} ${process.arch} ${ino} ${size} ${ctimeMs} ${file}\n`;

/** A short name for a path (FNV-1a, 32 bits, draft-eastlake-fnv): the identity has all of it. */
function shortened(file: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(file)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Reads a file that only this user can have written; undefined for anything else. */
function readOwn(at: string): Buffer | undefined {
  const descriptor = fs.openSync(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const about = fs.fstatSync(descriptor);
    return about.isFile() && about.nlink === 1 && isOwn(about) ? fs.readFileSync(descriptor) : undefined;
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * What was kept of this identity; undefined where there is nothing, or it is damaged. It is there
 * twice: comparing takes 0.1 ms, where a checksum of 250 KB takes 3 to 7 ms at a start (loading
 * node:zlib or node:crypto, or in JavaScript), as much as is saved.
 */
function kept(at: string, head: string): Buffer | undefined {
  try {
    const all = readOwn(at);
    const from = Buffer.byteLength(head);
    if (all?.toString('latin1', 0, from) !== Buffer.from(head).toString('latin1')) return undefined;
    const middle = from + (all.length - from) / 2;
    const data = all.subarray(from, middle);
    return data.length > 0 && data.equals(all.subarray(middle)) ? data : undefined;
  } catch {
    return undefined; // nothing yet, or nothing that can be read: then it is compiled
  }
}

/** Removes what was kept long ago: of versions that have gone, for the most part. */
function forgetOld(at: (name: string) => string): void {
  for (const name of fs.readdirSync(at('.'))) {
    const file = at(name);
    const about = fs.lstatSync(file);
    if (about.isFile() && Date.now() - about.mtimeMs > CODE_KEPT_MS) fs.unlinkSync(file);
  }
}

/** Writes a file whole or not at all, also where the machine loses its power. */
function store(at: (name: string) => string, name: string, contents: Uint8Array): void {
  const making = at(`.${name}-${process.pid}`);
  try {
    const descriptor = fs.openSync(making, O_WRONLY | O_CREAT | O_EXCL, 0o600);
    try {
      fs.fchmodSync(descriptor, 0o600); // whatever the umask has left of that
      fs.writeFileSync(descriptor, contents);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(making, at(name));
    forgetOld(at);
  } catch {
    fs.rmSync(making, { force: true }); // a full disk, a folder that has gone: the next start compiles again
  }
}

/**
 * Loads a CommonJS file as `require` would, and in the same way each file beside it that it
 * requires.
 * @param file its absolute path; its text is ASCII
 * @param use what it is used for, as part of a file's name: other functions are called then
 * @param env says where compiled code is kept
 */
export function load<T>(file: string, use: string, env: Environment): Program<T> {
  const code = new CompiledCode();
  const node = createRequire(file);
  const loaded = new Map<string, unknown>();
  const require = (name: string): unknown => {
    if (!name.startsWith('./')) return node(name);
    const { name: beside } = path.parse(name);
    if (!loaded.has(name)) loaded.set(name, evaluate(path.join(path.dirname(file), name), beside));
    return loaded.get(name);
  };
  const evaluate = (of: string, usedFor: string): unknown => {
    const script = compile(of, usedFor, env, code);
    const module = { exports: {} };
    const run = script.runInThisContext() as (...about: unknown[]) => void;
    run(module.exports, require, module, of, path.dirname(of));
    return module.exports;
  };
  return { exports: evaluate(file, use) as T, code };
}

/** Compiles a file, or takes what was kept of it; what was compiled is added to `code`. */
function compile(file: string, use: string, env: Environment, code: CompiledCode): vm.Script {
  const head = identity(file, fs.statSync(file));
  const name = `${use}-${process.version}-${shortened(file)}`;
  const found = inCodeFolder(env, (at) => ({ cachedData: kept(at(name), head) }));
  const cachedData = found?.cachedData;
  const source = `(function(exports,require,module,__filename,__dirname){${fs.readFileSync(file, 'latin1')}\n})`;
  const script = new vm.Script(source, { filename: file, ...(cachedData && { cachedData }) });
  if (found && (!cachedData || script.cachedDataRejected)) {
    code.add(() => {
      const data = script.createCachedData();
      inCodeFolder(env, (at) => store(at, name, Buffer.concat([Buffer.from(head), data, data])));
    });
  }
  return script;
}
