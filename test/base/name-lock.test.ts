// The lock of a session's name: one process has it at a time, and a killed holder does not block
// others.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import type { Address } from '../../src/base/address/address.ts';
import { LOCK_WAIT_MS } from '../../src/base/limits/name-limits.ts';
import { NameLock, clearLocks, nameSettles } from '../../src/base/sockets/name-lock.ts';
import { eventually } from '../support/sandbox.ts';

function name(t: Test, file = 's1'): Address {
  const folder = fs.realpathSync(t.testdir());
  return { session: file, folder, file, path: path.join(folder, file) };
}

/** A process that takes the lock, and is killed while it holds it. */
async function killedHolder(address: Address): Promise<void> {
  const module = new URL('../../src/base/sockets/name-lock.js', import.meta.url).href;
  const source = `
    import { NameLock } from ${JSON.stringify(module)};
    await NameLock.take(${JSON.stringify(address)});
    console.log('held');
    setInterval(() => {}, 1000);
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
}

t.test('only one of any number holds the lock at a time, and no file is left', async (t) => {
  const address = name(t);
  let holders = 0;
  let most = 0;
  const one = async (): Promise<void> => {
    const lock = await NameLock.take(address);
    most = Math.max(most, ++holders);
    await new Promise((resolve) => setImmediate(resolve));
    holders--;
    lock.release();
  };
  await Promise.all(Array.from({ length: 50 }, one));
  t.equal(most, 1);
  t.strictSame(fs.readdirSync(address.folder), []);
});

t.test('the lock of a killed holder can be taken at once', async (t) => {
  for (const file of ['s1', 'n'.repeat(100)]) {
    const address = name(t, file);
    await killedHolder(address);
    t.not(fs.readdirSync(address.folder).length, 0, 'it has left the lock');
    const from = performance.now();
    await nameSettles(address);
    (await NameLock.take(address)).release();
    t.ok(performance.now() - from < LOCK_WAIT_MS / 4);
    t.strictSame(fs.readdirSync(address.folder), []);
  }
});

t.test('only what killed processes have left is cleared away', async (t) => {
  const address = name(t);
  const { folder } = address;
  await killedHolder(address);
  const held = await NameLock.take({ ...address, file: 'held', path: path.join(folder, 'held') });
  const { pid } = spawnSync('true');
  fs.mkdirSync(path.join(folder, `.tdetach-${pid}-abc`));
  fs.mkdirSync(path.join(folder, '.tdetach-lock-empty'));
  fs.writeFileSync(path.join(folder, '.tdetach-file'), '');
  const left = ['.tdetach-file', '.tdetach-lock-held'];
  await eventually(
    async () => {
      await clearLocks(folder); // fails until the kernel has closed everything that the process had open
      return fs.readdirSync(folder).length <= left.length;
    },
    () => fs.readdirSync(folder),
  );
  t.strictSame(fs.readdirSync(folder), left);
  held.release();
});

t.test('a lock that is not a folder is reported with its path', async (t) => {
  const address = name(t);
  const lock = path.join(address.folder, '.tdetach-lock-s1');
  fs.writeFileSync(lock, '');
  await t.rejects(NameLock.take(address), {
    code: 'bad-folder',
    message: `${lock} is no folder: move it away`,
  });
  t.strictSame(fs.readdirSync(address.folder), ['.tdetach-lock-s1']);
  await t.rejects(NameLock.take({ ...address, folder: path.join(os.tmpdir(), 'none', 'at-all') }), {
    code: 'ENOENT',
  });
});
