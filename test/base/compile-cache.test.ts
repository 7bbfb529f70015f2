// Where compiled code is kept: never where somebody else could put some.
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { compileCache } from '../../src/base/compile-cache.ts';

t.test('a folder of our own, made where it is missing', (t) => {
  const home = t.testdir({});
  const folder = path.join(home, '.cache', 'tdetach');
  t.equal(compileCache({ HOME: home }), folder);
  t.equal(fs.statSync(folder).mode & 0o777, 0o700);
  t.equal(compileCache({ HOME: home }), folder, 'again');
  const cache = path.join(home, 'cache');
  t.equal(compileCache({ HOME: home, XDG_CACHE_HOME: cache }), undefined, 'what is not there is not made');
  fs.mkdirSync(cache);
  t.equal(compileCache({ HOME: home, XDG_CACHE_HOME: cache }), path.join(cache, 'tdetach'));
  t.end();
});

t.test('nothing is kept where others could write, or nobody knows', (t) => {
  const home = t.testdir({ elsewhere: {}, file: '' });
  const folder = path.join(home, '.cache', 'tdetach');
  t.equal(compileCache({}), undefined);
  t.equal(compileCache({ HOME: 'relative' }), undefined);
  t.equal(compileCache({ HOME: home, XDG_CACHE_HOME: 'relative' }), undefined);
  t.equal(compileCache({ HOME: path.join(home, 'file') }), undefined);
  t.equal(compileCache({ HOME: path.join(home, 'none') }), undefined);
  fs.mkdirSync(path.dirname(folder));
  fs.symlinkSync(path.join(home, 'elsewhere'), folder);
  t.equal(compileCache({ HOME: home }), undefined, 'a link');
  fs.unlinkSync(folder);
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o770);
  t.equal(compileCache({ HOME: home }), undefined, 'of a group');
  t.end();
});
