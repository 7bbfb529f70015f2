// Compiled code: kept never where somebody else could put some, and used only for the file that it was made of.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { codeFolder } from '../../src/base/code-cache.ts';

t.test('a folder of our own, made where it is missing', (t) => {
  const home = t.testdir({});
  const folder = path.join(home, '.cache', 'tdetach');
  t.equal(codeFolder({ HOME: home }), folder);
  t.equal(fs.statSync(folder).mode & 0o777, 0o700);
  t.equal(codeFolder({ HOME: home }), folder, 'again');
  const cache = path.join(home, 'cache');
  t.equal(codeFolder({ HOME: home, XDG_CACHE_HOME: cache }), undefined, 'what is not there is not made');
  fs.mkdirSync(cache);
  t.equal(codeFolder({ HOME: home, XDG_CACHE_HOME: cache }), path.join(cache, 'tdetach'));
  t.end();
});

t.test('nothing is kept where others could write, or nobody knows', (t) => {
  const home = t.testdir({ elsewhere: {}, file: '' });
  const folder = path.join(home, '.cache', 'tdetach');
  t.equal(codeFolder({}), undefined);
  t.equal(
    codeFolder({ HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' }),
    undefined,
    'where Node is to keep nothing',
  );
  t.equal(codeFolder({ HOME: 'relative' }), undefined);
  t.equal(codeFolder({ HOME: home, XDG_CACHE_HOME: 'relative' }), undefined);
  t.equal(codeFolder({ HOME: path.join(home, 'file') }), undefined);
  t.equal(codeFolder({ HOME: path.join(home, 'none') }), undefined);
  fs.mkdirSync(path.dirname(folder));
  fs.symlinkSync(path.join(home, 'elsewhere'), folder);
  t.equal(codeFolder({ HOME: home }), undefined, 'a link');
  fs.unlinkSync(folder);
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o770);
  t.equal(codeFolder({ HOME: home }), undefined, 'of a group');
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
function loadOnce(file: string, use: string, folder?: string): Loaded {
  const module = new URL('../../src/base/code-cache.js', import.meta.url);
  const script = `import { load } from "${module.href}";
    const [file, use, folder] = process.argv.slice(1);
    const { exports, keep } = load(file, use, folder);
    const answer = exports.answer();
    keep?.();
    console.log(JSON.stringify({ answer, loaded: exports.loaded, compiled: keep !== undefined }));`;
  const args = ['--input-type=module', '-e', script, file, use, ...(folder === undefined ? [] : [folder])];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Loaded;
}

function folders(t: Test): { file: string; kept: string } {
  const folder = t.testdir({ kept: { old: '' }, 'program.cjs': ANSWER });
  fs.utimesSync(path.join(folder, 'kept', 'old'), 0, Date.now() / 1000 - 91 * 24 * 3600);
  return { file: path.join(folder, 'program.cjs'), kept: path.join(folder, 'kept') };
}

t.test('what was kept is used for the same file, and only for that', (t) => {
  const { file, kept } = folders(t);
  t.strictSame(loadOnce(file, 'use', kept), { answer: 42, loaded: [file, 'function'], compiled: true });
  const names = fs.readdirSync(kept);
  t.equal(names.length, 1, 'what is very old has gone');
  t.equal(fs.statSync(path.join(kept, names[0] ?? '')).mode & 0o777, 0o600);
  t.strictSame(loadOnce(file, 'use', kept), { answer: 42, loaded: [file, 'function'], compiled: false });
  t.equal(loadOnce(file, 'other', kept).compiled, true, 'for another use others are called');
  fs.writeFileSync(file, ANSWER.replace('41', '16')); // of the same length, which is all that V8 looks at
  t.match(loadOnce(file, 'use', kept), { answer: 17, compiled: true });
  t.match(loadOnce(file, 'use', kept), { answer: 17, compiled: false });
  t.end();
});

t.test('what cannot be used is compiled, and kept anew', (t) => {
  const { file, kept } = folders(t);
  loadOnce(file, 'use', kept);
  const at = path.join(kept, fs.readdirSync(kept)[0] ?? '');
  const whole = fs.readFileSync(at);
  const head = whole.subarray(0, whole.indexOf('\n') + 1);
  const wrong = [
    Buffer.alloc(0),
    whole.subarray(0, 10),
    head,
    Buffer.concat([head, Buffer.alloc(5000, 'x')]),
  ];
  for (const bytes of wrong) {
    fs.writeFileSync(at, bytes);
    t.match(loadOnce(file, 'use', kept), { answer: 42, compiled: true }, `${bytes.length} bytes`);
    t.match(loadOnce(file, 'use', kept), { answer: 42, compiled: false });
  }
  const none = path.join(kept, 'none');
  t.match(loadOnce(file, 'use', none), { answer: 42, compiled: true }, 'a folder that has gone');
  t.match(loadOnce(file, 'use'), { answer: 42, compiled: false }, 'no folder');
  t.end();
});
