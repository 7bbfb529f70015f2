// Sessions live for months while the package is upgraded: this version's client with hosts of the
// previous version, and the previous version's client with this version's hosts. The fixture is the
// previous version as it was packed. A change of the protocol's version number replaces it with the
// last package that speaks the previous protocol.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { Test } from 'tap';
import { EXECUTABLE, Sandbox, eventually, programOf } from '../../support/sandbox.ts';
import type { Result } from '../../support/sandbox.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FORMER = path.join(ROOT, 'test/fixtures/tdetach-0.1.0.tgz');

/** Unpacks the previous version, and links the node-pty of this one into it. */
function unpack(folder: string): string {
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  execFileSync('tar', ['xzf', FORMER, '-C', folder, '--strip-components=1']);
  fs.symlinkSync(path.join(ROOT, 'node_modules/node-pty'), path.join(folder, 'node_modules/node-pty'));
  return path.join(folder, 'dist/bin/tdetach.cjs');
}

interface Versions {
  readonly host: string;
  readonly client: string;
}

/** Uses a session of the host's version with the client's, in all ways that both know. */
async function converse(t: Test, box: Sandbox, { host, client }: Versions): Promise<void> {
  const made = await box.run(['-n', 's1', 'sh'], { executable: host });
  t.strictSame([made.status, made.stderr], [0, ''], 'create');
  const twin = await box.run(['-n', 's1', 'true'], { executable: client });
  t.match(twin.stderr, /exists already/, 'the other version knows that it is there');

  const run = (...args: string[]): Promise<Result> => box.run(args, { executable: client });
  const out = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await run(...args);
    t.strictSame([status, stderr], [0, ''], args.join(' '));
    return stdout.toString();
  };
  t.match(await out('list', '--json'), /"name":"s1".*"state":"live"/, 'list');

  const terminal = box.terminal(['-A', 's1', 'echo', 'TWIN'], { executable: client, cols: 90, rows: 30 });
  await terminal.until('$ ');
  terminal.type('stty size; echo one-$((1+1))\r');
  await terminal.until(/30 90\r\none-2\r\n/);
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0, 'detach');
  t.match(terminal.text, /\[detached from s1\]/);
  const again = box.terminal(['-a', 's1'], { executable: client, cols: 90, rows: 30 });
  await again.until(/one-2/);
  again.type('\x1c');
  t.equal(await again.status(), 0, 'attach');

  t.match(await out('screen', 's1'), /^one-2$/m, 'screen');
  await out('record', 's1', box.path('cast'));
  const { seq } = JSON.parse(await out('send', 's1', 'echo two-$((1+2))', '--enter', '--json')) as {
    seq: number;
  };
  t.match(await out('wait', 's1', '--regex', '^two-3$', '--since', String(seq)), /^two-3\n/, 'wait');
  await out('wait', 's1', '--idle', '10ms');
  await out('record', 's1', '--stop');
  t.match(fs.readFileSync(box.path('cast'), 'utf8'), /two-3/, 'record');
  t.match(await out('log', 's1', '--plain'), /^two-3$/m, 'log');

  await out('rename', 's1', 's2');
  t.notOk(fs.existsSync(box.path('s1')), 'rename');
  t.type(await programOf(box.path('s2')), 'number');

  const waiting = run('wait', 's2', '--exit');
  const last = box.terminal(['-a', 's2'], { executable: client });
  await last.until('$ ');
  last.type('exit 7\r');
  t.equal(await last.status(), 7, 'the status of the end, to an attached client');
  t.equal((await waiting).status, 7, 'the status of the end, seen as it comes');
  await eventually(
    () => !fs.existsSync(box.path('s2')),
    () => fs.readdirSync(box.folder),
  );
  t.equal((await run('wait', 's2', '--exit')).status, 7, 'the status of the end, from what it left');
}

const skip = process.platform !== 'linux';

t.test("a session of the previous version can be used with this version's client", { skip }, async (t) => {
  const box = new Sandbox(t);
  await converse(t, box, { host: unpack(box.path('package')), client: EXECUTABLE });
});

t.test("a session of this version can be used with the previous version's client", { skip }, async (t) => {
  const box = new Sandbox(t);
  await converse(t, box, { host: EXECUTABLE, client: unpack(box.path('package')) });
});
