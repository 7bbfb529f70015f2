// What is read about processes, with this process as an example.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { versionIn } from '../../bench/machine.ts';
import { hostOf, isAlive, parseStat, processorMs, withChildren } from '../../bench/processes.ts';

t.test('the state of a process is read whatever its name contains', (t) => {
  const rest = '40 1 2 3 4 5 6 7 8 9 250 31 0 0 20 0 1 0';
  const read = parseStat(`12 (a) Z (b) S ${rest}`);
  t.strictSame(read, { parent: 40, ended: false, processorMs: 2810 }, 'whatever its name has in it');
  t.ok(parseStat(`12 (a) Z ${rest}`).ended);
  t.end();
});

t.test('a child, its descendants and its end are seen', async (t) => {
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; read line; kill $!'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const [pid, grandchild] = [child.pid ?? 0, Number(text.toString())];
  t.strictSame(new Set(withChildren([pid], [])), new Set([pid, grandchild]));
  t.strictSame(withChildren([pid], [grandchild]), [pid]);
  t.equal(hostOf(grandchild), pid);
  t.throws(() => hostOf(pid), /has no host/, 'this process is not taken for a host');
  t.ok(isAlive(pid));
  t.ok(processorMs(process.pid) > 0);
  child.stdin.end('\n');
  await once(child, 'close');
  t.notOk(isAlive(pid));
  t.ok(Number.isNaN(processorMs(pid)));
});

t.test('the version is found in what a program prints', (t) => {
  t.equal(versionIn('dtach - version 0.9\nCompiled on'), '0.9');
  t.equal(versionIn('tmux 3.3a\n'), '3.3a');
  t.equal(versionIn('abduco-0.6 © 2013-2018\n'), '0.6');
  t.equal(versionIn('none\n'), 'unknown');
  t.end();
});
