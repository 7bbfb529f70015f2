// Compiled code: kept never where somebody else could put some, and used only for the file that it was made of.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { inCodeFolder } from '../../src/base/code-cache.ts';
import type { Environment } from '../../src/base/code-cache.ts';

/** Makes a folder with these files, and folders, whose names end in a slash. */
function made(t: Test, files: Readonly<Record<string, string>> = {}): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-')));
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const at = path.join(folder, name);
    if (name.endsWith('/')) fs.mkdirSync(at, { mode: 0o700 });
    else fs.writeFileSync(at, text);
  }
  return folder;
}

/** The folder that is used; undefined where there is none. */
const used = (env: Environment): string | undefined => inCodeFolder(env, (at) => fs.realpathSync(at('.')));

t.test('a folder of our own, made where it is missing', (t) => {
  const home = made(t);
  const folder = path.join(home, '.cache', 'tdetach');
  t.equal(used({ HOME: home }), folder);
  t.equal(fs.statSync(folder).mode & 0o777, 0o700);
  t.equal(used({ HOME: home }), folder, 'again');
  const cache = path.join(home, 'cache');
  t.equal(used({ HOME: home, XDG_CACHE_HOME: cache }), undefined, 'what is not there is not made');
  fs.mkdirSync(cache);
  t.equal(used({ HOME: home, XDG_CACHE_HOME: cache }), path.join(cache, 'tdetach'));
  fs.symlinkSync(home, path.join(home, 'link'));
  t.equal(used({ HOME: path.join(home, 'link') }), folder, 'through a link of our own');
  t.end();
});

t.test('whatever the umask, the folders can be used by others of this user', (t) => {
  const home = made(t);
  const umask = process.umask(0o777);
  t.teardown(() => process.umask(umask));
  used({ HOME: home });
  for (const folder of ['.cache', '.cache/tdetach'])
    t.equal(fs.statSync(path.join(home, folder)).mode & 0o777, 0o700, folder);
  t.end();
});

t.test('nothing is kept where others could write, or it is not known where', (t) => {
  const home = made(t, { 'elsewhere/': '', file: '' });
  const folder = path.join(home, '.cache', 'tdetach');
  t.equal(used({}), undefined);
  t.equal(used({ HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' }), undefined, 'where Node is to keep nothing');
  t.equal(used({ HOME: 'relative' }), undefined);
  t.equal(used({ HOME: home, XDG_CACHE_HOME: 'relative' }), undefined);
  t.equal(used({ HOME: path.join(home, 'file') }), undefined);
  t.equal(used({ HOME: path.join(home, 'none') }), undefined);
  execFileSync('mkfifo', [path.join(home, 'fifo')]);
  t.equal(used({ HOME: path.join(home, 'fifo') }), undefined, 'a FIFO, which is not waited for');
  for (const mode of [0o770, 0o707, 0o1777]) {
    for (const at of [home, path.dirname(folder), folder]) {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      fs.chmodSync(at, mode);
      t.equal(used({ HOME: home }), undefined, `${at} with mode ${mode.toString(8)}`);
      fs.chmodSync(at, 0o700);
    }
    fs.chmodSync(home, mode);
    fs.rmSync(path.dirname(folder), { recursive: true });
    t.equal(used({ HOME: home }), undefined);
    t.notOk(fs.existsSync(path.dirname(folder)), 'where nothing is made, either');
    t.equal(used({ XDG_CACHE_HOME: home }), undefined);
    t.notOk(fs.existsSync(path.join(home, 'tdetach')), 'where nothing is made, either');
    fs.chmodSync(home, 0o700);
  }
  fs.mkdirSync(path.dirname(folder), { mode: 0o700 });
  fs.symlinkSync(path.join(home, 'elsewhere'), folder);
  t.equal(used({ HOME: home }), undefined, 'a link');
  t.end();
});

t.test('a folder that is put in the place of ours after the check is not used', (t) => {
  if (process.platform !== 'linux') return t.end();
  const home = made(t, { 'evil/': '' });
  inCodeFolder({ HOME: home }, (at) => {
    fs.renameSync(path.join(home, '.cache', 'tdetach'), path.join(home, 'ours'));
    fs.renameSync(path.join(home, 'evil'), path.join(home, '.cache', 'tdetach'));
    fs.writeFileSync(at('file'), '');
  });
  t.strictSame(fs.readdirSync(path.join(home, 'ours')), ['file']);
  t.end();
});

const NOT_ROOT = process.geteuid?.() !== 0 && 'needs root, who can give files away';

/** A user who need not exist. */
const OTHER = 54_321;

t.test("nothing is kept in another user's folder, nor made there", { skip: NOT_ROOT }, (t) => {
  const home = made(t, { '.cache/': '', '.cache/tdetach/': '', 'bare/': '', 'elsewhere/': '' });
  fs.chmodSync(home, 0o755);
  const folders = [home, path.join(home, '.cache'), path.join(home, '.cache', 'tdetach')];
  for (const folder of folders) {
    fs.chmodSync(folder, 0o755);
    fs.chownSync(folder, OTHER, OTHER);
    t.equal(used({ HOME: home }), undefined, folder);
    fs.chownSync(folder, 0, 0);
  }
  t.type(used({ HOME: home }), 'string');
  const bare = path.join(home, 'bare');
  fs.chownSync(bare, OTHER, OTHER);
  for (const env of [{ HOME: bare }, { HOME: home, XDG_CACHE_HOME: bare }]) t.equal(used(env), undefined);
  t.strictSame(fs.readdirSync(bare), []);
  const link = path.join(home, 'link');
  fs.symlinkSync(path.join(home, 'elsewhere'), link);
  fs.lchownSync(link, OTHER, OTHER);
  for (const env of [{ HOME: link }, { HOME: home, XDG_CACHE_HOME: link }]) t.equal(used(env), undefined);
  t.strictSame(fs.readdirSync(path.join(home, 'elsewhere')), [], 'also through a link');
  t.end();
});

const ANSWER =
  'exports.answer = () => 41 + 1; exports.loaded = [__filename, typeof require("node:fs").stat];';

interface Loaded {
  readonly answer: number;
  readonly loaded: readonly string[];
  /** Whether what was kept was not used. */
  readonly compiled: boolean;
}

/** Loads in a process of its own, as V8 remembers what it has compiled, calls what it exports, and keeps that. */
function loadOnce(file: string, use: string, home?: string): Loaded {
  const module = new URL('../../src/base/code-cache.js', import.meta.url);
  const script = `import { load } from "${module.href}";
    const [file, use, HOME] = process.argv.slice(1);
    const { exports, keep } = load(file, use, { HOME });
    const answer = exports.answer();
    keep?.();
    console.log(JSON.stringify({ answer, loaded: exports.loaded, compiled: keep !== undefined }));`;
  const args = ['--input-type=module', '-e', script, file, use, ...(home === undefined ? [] : [home])];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 })) as Loaded;
}

interface Folders {
  readonly file: string;
  readonly home: string;
  readonly kept: string;
}

function folders(t: Test): Folders {
  const home = made(t, {
    '.cache/': '',
    '.cache/tdetach/': '',
    '.cache/tdetach/old': '',
    'program.cjs': ANSWER,
  });
  const kept = path.join(home, '.cache', 'tdetach');
  fs.utimesSync(path.join(kept, 'old'), 0, Date.now() / 1000 - 91 * 24 * 3600);
  return { file: path.join(home, 'program.cjs'), home, kept };
}

/** The one file that is kept. */
function only(kept: string): string {
  const names = fs.readdirSync(kept);
  if (names.length !== 1) throw new Error(`there are ${names.join(', ')}`);
  return path.join(kept, names[0] ?? '');
}

t.test('what was kept is used for the same file, and only for that', (t) => {
  const { file, home, kept } = folders(t);
  t.strictSame(loadOnce(file, 'use', home), { answer: 42, loaded: [file, 'function'], compiled: true });
  t.equal(fs.statSync(only(kept)).mode & 0o777, 0o600, 'and what is very old has gone');
  t.strictSame(loadOnce(file, 'use', home), { answer: 42, loaded: [file, 'function'], compiled: false });
  t.equal(loadOnce(file, 'other', home).compiled, true, 'for another use others are called');
  fs.writeFileSync(file, ANSWER.replace('41', '16')); // of the same length, which is all that V8 looks at
  t.match(loadOnce(file, 'use', home), { answer: 17, compiled: true });
  t.match(loadOnce(file, 'use', home), { answer: 17, compiled: false });
  t.end();
});

/** Replaces one byte, or a block, by zeros. */
function zeroed(bytes: Buffer, from: number, count: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(copy[from] === 0 ? 1 : 0, from, from + count);
  return copy;
}

t.test('what is damaged is compiled, and kept anew', (t) => {
  const { file, home, kept } = folders(t);
  loadOnce(file, 'use', home);
  const at = only(kept);
  const whole = fs.readFileSync(at);
  const head = whole.subarray(0, whole.indexOf('\n') + 1);
  const from = head.length;
  const wrong: readonly (readonly [string, Buffer])[] = [
    ['nothing', Buffer.alloc(0)],
    ['cut in the first line', whole.subarray(0, 10)],
    ['only the first line', head],
    ['cut by a byte', whole.subarray(0, -1)],
    ['cut in the middle', whole.subarray(0, from + (whole.length - from) / 2)],
    ['something else', Buffer.concat([head, Buffer.alloc(5000, 'x')])],
    ['a bit of the first line', zeroed(whole, 3, 1)],
    ['a byte behind it', zeroed(whole, from, 1)],
    ['a byte in the middle', zeroed(whole, from + 100, 1)],
    ['the last byte', zeroed(whole, whole.length - 1, 1)],
    ['all but the first line', zeroed(whole, from, whole.length - from)],
    ['a block behind it', zeroed(whole, from, 256)],
  ];
  for (const [what, bytes] of wrong) {
    fs.writeFileSync(at, bytes);
    t.match(loadOnce(file, 'use', home), { answer: 42, compiled: true }, what);
    t.match(loadOnce(file, 'use', home), { answer: 42, compiled: false }, `${what}, the next time`);
  }
  t.end();
});

t.test('what is no file of ours is neither used nor waited for, and replaced', (t) => {
  const { file, home, kept } = folders(t);
  loadOnce(file, 'use', home);
  const at = only(kept);
  const away = path.join(home, 'away');
  const stands: Readonly<Record<string, () => void>> = {
    'a link': () => fs.symlinkSync(away, at),
    'a hard link': () => fs.linkSync(away, at),
    'a FIFO': () => execFileSync('mkfifo', [at]),
    'a file that others can write to': () => {
      fs.copyFileSync(away, at);
      fs.chmodSync(at, 0o620);
    },
    ...(!NOT_ROOT && {
      "another user's": () => {
        fs.copyFileSync(away, at);
        fs.chownSync(at, OTHER, OTHER);
      },
    }),
  };
  fs.copyFileSync(at, away);
  for (const [what, make] of Object.entries(stands)) {
    fs.rmSync(at);
    make();
    t.match(loadOnce(file, 'use', home), { answer: 42, compiled: true }, what);
    t.match(loadOnce(file, 'use', home), { answer: 42, compiled: false }, `${what}, the next time`);
  }
  t.end();
});

t.test('where nothing can be kept everything is compiled, without a word', (t) => {
  const { file, home, kept } = folders(t);
  t.match(loadOnce(file, 'use'), { answer: 42, compiled: false }, 'no HOME');
  t.match(
    loadOnce(file, 'use', path.join(home, 'none')),
    { answer: 42, compiled: false },
    'none that is there',
  );
  loadOnce(file, 'use', home);
  const at = only(kept);
  fs.rmSync(at);
  fs.mkdirSync(at);
  fs.writeFileSync(path.join(at, 'file'), '');
  t.match(loadOnce(file, 'use', home), { answer: 42, compiled: true }, 'a folder at the place of the file');
  t.strictSame(fs.readdirSync(kept), [path.basename(at)], 'nothing in the making is left');
  t.end();
});
