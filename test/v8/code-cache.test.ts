// Compiled code is used only for the file from which it was made, undamaged.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { NOT_ROOT, OTHER, made } from './made-folder.ts';

const ANSWER =
  'exports.answer = () => 41 + 1; exports.loaded = [__filename, typeof require("node:fs").stat];';

interface Loaded {
  readonly answer: number;
  readonly loaded: readonly string[];
  /** True if the kept code was not used. */
  readonly compiled: boolean;
}

interface Load {
  readonly file: string;
  readonly use: string;
  readonly home?: string | undefined;
}

/**
 * Loads files of different texts in a process of their own, because V8 remembers what it has
 * compiled, calls their exports, and keeps the code.
 */
function loadAll(loads: readonly Load[]): Loaded[] {
  const module = new URL('../../src/v8/code-cache.js', import.meta.url);
  const script = `import { load } from "${module.href}";
    const loaded = JSON.parse(process.argv[1]).map(({ file, use, home }) => {
      const { exports, code } = load(file, use, { HOME: home });
      const answer = exports.answer();
      const compiled = code.isNew();
      code.keep();
      return { answer, loaded: exports.loaded, compiled };
    });
    console.log(JSON.stringify(loaded));`;
  const args = ['--input-type=module', '-e', script, JSON.stringify(loads)];
  const out = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 });
  return JSON.parse(out) as Loaded[];
}

function loadOnce(file: string, use: string, home?: string): Loaded {
  const [loaded] = loadAll([{ file, use, home }]);
  if (!loaded) throw new Error(`${file} was not loaded`);
  return loaded;
}

interface Folders {
  readonly file: string;
  readonly home: string;
  readonly kept: string;
}

/** @param about makes the program's text unique */
function folders(t: Test, about = ''): Folders {
  const home = made(t, {
    '.cache/': '',
    '.cache/tdetach/': '',
    '.cache/tdetach/old': '',
    'program.cjs': ANSWER + (about && ` // ${about}`),
  });
  const kept = path.join(home, '.cache', 'tdetach');
  fs.utimesSync(path.join(kept, 'old'), 0, Date.now() / 1000 - 91 * 24 * 3600);
  return { file: path.join(home, 'program.cjs'), home, kept };
}

/** The only file that is kept. */
function only(kept: string): string {
  const names = fs.readdirSync(kept);
  if (names.length !== 1) throw new Error(`there are ${names.join(', ')}`);
  return path.join(kept, names[0] ?? '');
}

t.test('kept code is used only for the same file', (t) => {
  const { file, home, kept } = folders(t);
  t.strictSame(loadOnce(file, 'use', home), { answer: 42, loaded: [file, 'function'], compiled: true });
  t.equal(fs.statSync(only(kept)).mode & 0o777, 0o600, 'and what is very old has gone');
  t.strictSame(loadOnce(file, 'use', home), { answer: 42, loaded: [file, 'function'], compiled: false });
  t.equal(loadOnce(file, 'other', home).compiled, true, 'for another use others are called');
  fs.writeFileSync(file, ANSWER.replace('41', '16')); // of the same length, because V8 checks only that
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

/** A program whose kept code is changed by a test, with the path of its cache file. */
interface Case extends Folders {
  readonly what: string;
  readonly use: string;
  readonly at: string;
}

/** Programs, each in folders of its own, whose code is kept. */
function keptFor(t: Test, names: readonly string[]): Case[] {
  const programs = names.map((what) => ({ what, use: 'use', ...folders(t, what) }));
  loadAll(programs);
  return programs.map((one) => ({ ...one, at: only(one.kept) }));
}

/** Checks that what is in place of the kept code is not used, and is replaced by valid code. */
function compiledAnew(t: Test, cases: readonly Case[]): void {
  for (const [index, loaded] of loadAll(cases).entries())
    t.match(loaded, { answer: 42, compiled: true }, `${cases[index]?.what}`);
  for (const [index, loaded] of loadAll(cases).entries())
    t.match(loaded, { answer: 42, compiled: false }, `${cases[index]?.what}, the next time`);
}

/** Ways to damage a cache file, whose first line has a known length. */
const DAMAGE: Readonly<Record<string, (whole: Buffer, head: number) => Buffer>> = {
  nothing: () => Buffer.alloc(0),
  'cut in the first line': (whole) => whole.subarray(0, 10),
  'only the first line': (whole, head) => whole.subarray(0, head),
  'cut by a byte': (whole) => whole.subarray(0, -1),
  'cut in the middle': (whole, head) => whole.subarray(0, head + (whole.length - head) / 2),
  'something else': (whole, head) => Buffer.concat([whole.subarray(0, head), Buffer.alloc(5000, 'x')]),
  'a bit of the first line': (whole) => zeroed(whole, 3, 1),
  'a byte after it': (whole, head) => zeroed(whole, head, 1),
  'a byte in the middle': (whole, head) => zeroed(whole, head + 100, 1),
  'the last byte': (whole) => zeroed(whole, whole.length - 1, 1),
  'all but the first line': (whole, head) => zeroed(whole, head, whole.length - head),
  'a block after it': (whole, head) => zeroed(whole, head, 256),
};

t.test('damaged code is not used, and is replaced', (t) => {
  const cases = keptFor(t, Object.keys(DAMAGE));
  for (const { what, at } of cases) {
    const whole = fs.readFileSync(at);
    const damaged = DAMAGE[what]?.(whole, whole.indexOf('\n') + 1) ?? whole;
    t.notOk(damaged.equals(whole), what);
    fs.writeFileSync(at, damaged);
  }
  compiledAnew(t, cases);
  t.end();
});

/** What is put in place of a file that was moved away. */
const STANDS: Readonly<Record<string, (at: string, away: string) => void>> = {
  'a link': (at, away) => fs.symlinkSync(away, at),
  'a hard link': (at, away) => fs.linkSync(away, at),
  'a FIFO': (at) => execFileSync('mkfifo', [at]),
  'a file that others can write to': (at, away) => {
    fs.copyFileSync(away, at);
    fs.chmodSync(at, 0o620);
  },
  ...(!NOT_ROOT && {
    "another user's": (at: string, away: string): void => {
      fs.copyFileSync(away, at);
      fs.chownSync(at, OTHER, OTHER);
    },
  }),
};

t.test('a file that is not from the cache is neither used nor waited for, and is replaced', (t) => {
  const cases = keptFor(t, Object.keys(STANDS));
  for (const { what, at, home } of cases) {
    const away = path.join(home, 'away');
    fs.renameSync(at, away);
    STANDS[what]?.(at, away);
  }
  compiledAnew(t, cases);
  t.end();
});

t.test('if code cannot be kept, everything is compiled without a message', (t) => {
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

t.test('what a program requires beside it is loaded once, and kept as well', (t) => {
  const { file, home, kept } = folders(t);
  const part = path.join(home, 'part.cjs');
  const program = [
    'const part = () => require("./part.cjs");',
    'exports.answer = () => part().next() + part().next();',
    'exports.loaded = [__filename, typeof require("node:fs").stat];',
  ];
  fs.writeFileSync(file, program.join('\n'));
  fs.writeFileSync(part, 'let count = 20; exports.next = () => count++;');
  t.match(loadOnce(file, 'use', home), { answer: 41, compiled: true });
  t.equal(fs.readdirSync(kept).length, 2);
  t.match(loadOnce(file, 'use', home), { answer: 41, compiled: false });
  fs.writeFileSync(part, 'let count = 30; exports.next = () => count++;');
  t.match(loadOnce(file, 'use', home), { answer: 61, compiled: true }, 'and made anew if it has changed');
  t.match(loadOnce(file, 'use', home), { answer: 61, compiled: false });
  t.end();
});
