// The package as it is installed. It can be upgraded or removed while its hosts run, because they
// have loaded all that they will ever need; and it can lack a binary.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { EXECUTABLE, NODES, Sandbox } from '../../support/sandbox.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The files that an installed package needs to run. */
function install(folder: string): string {
  const bin = path.join(folder, 'dist/bin');
  fs.mkdirSync(bin, { recursive: true });
  for (const name of fs.readdirSync(path.dirname(EXECUTABLE)))
    fs.copyFileSync(path.join(path.dirname(EXECUTABLE), name), path.join(bin, name));
  const library = path.join(folder, 'node_modules/node-pty');
  fs.cpSync(fs.realpathSync(path.join(ROOT, 'node_modules/node-pty')), library, { recursive: true });
  return path.join(bin, path.basename(EXECUTABLE));
}

for (const node of NODES) {
  t.test(`a session outlives its package, on ${node}`, { skip: process.platform !== 'linux' }, async (t) => {
    const box = new Sandbox(t);
    const folder = box.path('package');
    const executable = install(folder);
    const env = { ...process.env, TDETACH_DIR: box.folder };
    // The first thing that the program does, before the host has time for things that it could load
    // later.
    const remove = `mv ${folder} ${box.path('gone')}; mkdir ${folder}`;
    const program = 'printf READY; while read line; do echo "got $line in $(stty size)"; done; exit 7';
    execFileSync(node, [executable, '-n', 's1', 'sh', '-c', `${remove}; ${program}`], { env });

    const client = box.terminal(['-a', 's1'], { cols: 90, rows: 30, node });
    await client.until('READY');
    client.type('one\r');
    await client.until('got one in 30 90');
    client.resize(70, 20);
    client.type('more\r');
    await client.until(/got more in \d+ \d+/);
    client.type('\x1c');
    t.equal(await client.status(), 0);

    const sent = await box.run(['send', 's1', 'two', '--enter'], { node });
    t.strictSame([sent.status, sent.stderr], [0, '']);
    t.equal((await box.run(['wait', 's1', '--idle', '50ms'], { node })).status, 0);
    t.match((await box.run(['screen', 's1'], { node })).stdout.toString(), /got one[^]*got two/);
    t.match((await box.run(['list', '--json'], { node })).stdout.toString(), /"state":"live"/);

    const again = box.terminal(['-a', 's1'], { cols: 70, rows: 20, node });
    await again.until(/got two in 20 70[^]*\x1b\[\?2026l/);
    again.type('\x04');
    t.equal(await again.status(), 7);
    t.notOk(fs.existsSync(box.path('s1')), 'it has ended as always');
  });
}

t.test('a missing binary of node-pty for this platform is reported', (t) => {
  const box = new Sandbox(t);
  const folder = box.path('package');
  const executable = install(folder);
  for (const name of ['prebuilds', 'build'])
    fs.rmSync(path.join(folder, 'node_modules/node-pty', name), { recursive: true, force: true });
  const env = { ...process.env, TDETACH_DIR: box.folder };
  const { status, stderr } = spawnSync(process.execPath, [executable, '-n', 's1', 'sleep', '1000'], { env });
  t.equal(status, 125);
  t.match(stderr.toString(), /^tdetach: node-pty has no binary for \S+ [^\n]*npm rebuild node-pty[^\n]*\n$/);
  t.strictSame(fs.readdirSync(box.folder), ['package'], 'nothing is left behind');
  t.end();
});
