// Compiled code is never kept where another user could write.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { inCodeFolder } from '../../src/v8/code-cache.ts';
import type { Environment } from '../../src/v8/code-cache.ts';
import { NOT_ROOT, OTHER, made } from './made-folder.ts';

/** The folder that is used; undefined if there is none. */
const used = (env: Environment): string | undefined => inCodeFolder(env, (at) => fs.realpathSync(at('.')));

t.test('the cache is a private folder, made if it is missing', (t) => {
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

t.test('the folders have mode 0700 whatever the umask', (t) => {
  const home = made(t);
  const umask = process.umask(0o777);
  t.teardown(() => process.umask(umask));
  used({ HOME: home });
  for (const folder of ['.cache', '.cache/tdetach'])
    t.equal(fs.statSync(path.join(home, folder)).mode & 0o777, 0o700, folder);
  t.end();
});

t.test('code is not kept if others could write there, or if the place is unknown', (t) => {
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

t.test('a folder that replaces ours after the check is not used', (t) => {
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

t.test("code is not kept in another user's folder, and no folder is made there", { skip: NOT_ROOT }, (t) => {
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
