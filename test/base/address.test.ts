// Names that a session can be given, and names that only sessions of older versions can have.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { locate } from '../../src/base/address/address.ts';
import { harmless, harmlessJson } from '../../src/base/text/harmless.ts';
import { checkSessionFolder } from '../../src/base/address/session-folder.ts';

/**
 * Characters that act on a terminal, are invisible, or reorder text: C0 and C1, direction marks,
 * separators, and others without width.
 */
const UNSAFE = [
  ...['\x1b', '\x07', '\x7f', '\x85', '\x90', '\x9b', '\x9d'],
  ...['\u061c', '\u200b', '\u200e', '\u200f', '\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069'],
  ...['\u00ad', '\ufeff', '\u{e0041}'],
];

t.test('a name with unsafe characters is refused, but found if a session has it', (t) => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-')));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  const env = { TDETACH_DIR: folder };
  for (const unsafe of UNSAFE) {
    const name = `a${unsafe}b`;
    const message = '"a?b" cannot name a session';
    t.throws(() => locate(name, env, true), { code: 'bad-name' }, encodeURI(name));
    t.throws(() => locate(`${folder}/${name}`, env, true), { code: 'bad-name' });
    if (/^[^\0-\x1f\x7f]+$/.test(name)) t.equal(locate(name, env, false).file, name);
    t.equal(harmless(`${message}${unsafe}`), `${message}?`);
    t.equal(JSON.parse(harmlessJson(JSON.stringify(name))), name);
    t.match(harmlessJson(JSON.stringify(name)), /^"a(\\[u0-9a-f]+)+b"$/);
  }
  for (const name of ['\u{1f468}\u200d\u{1f4bb}', '\u0645\u06cc\u200c\u062e', 'a b', '\u00e9'])
    t.equal(locate(name, env, true).file, name, 'joiners are part of emoji and words');
  t.end();
});

t.test('a session folder that is removed right after it was made is made again', (t) => {
  const above = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-')));
  t.teardown(() => fs.rmSync(above, { recursive: true }));
  const folder = path.join(above, 'sessions');
  const mkdir = fs.mkdirSync;
  let removed = 0;
  t.teardown(() => (fs.mkdirSync = mkdir));
  fs.mkdirSync = (...args: Parameters<typeof mkdir>) => {
    const made = mkdir(...args);
    if (removed++ === 0) fs.rmdirSync(folder);
    return made;
  };
  checkSessionFolder(folder, process.getuid?.() ?? 0, true);
  t.ok(fs.statSync(folder).isDirectory());
  t.equal(removed, 2);
  t.end();
});
