// Errors say what failed in words that help: never a bare system code, nor "internal error" alone.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { encode } from '../../../protocol/encode.ts';
import { hello } from '../../../protocol/message.ts';
import { EXECUTABLE, Sandbox } from '../../support/sandbox.ts';

const root = process.getuid?.() === 0;

t.test("another user's folder is named in the error", { skip: !root && 'needs another user' }, (t) => {
  const box = new Sandbox(t);
  const folder = box.path('closed');
  fs.mkdirSync(folder, { mode: 0o700 });
  fs.chmodSync(box.folder, 0o755);
  const verbs = [
    ['screen'],
    ['kill'],
    ['rm'],
    ['send', 'x'],
    ['wait', '--exit'],
    ['detach'],
    ['log'],
    ['list'],
    ['-p'],
    ['rename', 'y'],
  ];
  for (const [verb = '', ...more] of verbs) {
    // Without the hooks that the test runner loads into every Node, because they write into a
    // folder of this user.
    const command = ['-u', 'NODE_OPTIONS', process.execPath, EXECUTABLE, verb, `${folder}/x`, ...more];
    const { status, stderr } = spawnSync('env', command, {
      uid: 65_534,
      gid: 65_534,
      env: { PATH: process.env['PATH'], TDETACH_DIR: '/tmp/none' },
      encoding: 'utf8',
    });
    t.not(status, 0);
    t.match(
      stderr,
      /^tdetach: [^\n]*closed[^\n]* (is not accessible to you|you have no permission)[^\n]*\n$/,
      verb,
    );
    t.notMatch(stderr, /internal error|^tdetach: [A-Z]+$/);
  }
  t.end();
});

t.test('a host that answers an unknown request with an invalid message is reported as older', async (t) => {
  const box = new Sandbox(t);
  const old = net.createServer((socket) => {
    socket.write(encode(hello({ version: '0.0.9', session: 's1', pid: 1 })));
    // A reply with an extension type (msgpackr's undefined) as its result.
    const reply = Buffer.from(
      '920a83a269640 1a6726573756c74d40000a56572726f72ae756e6b6e6f776e2d6d6574686f64'.replace(' ', ''),
      'hex',
    );
    const frame = Buffer.alloc(4 + reply.length);
    frame.writeUInt32BE(reply.length);
    reply.copy(frame, 4);
    socket.on('data', () => socket.write(frame));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => old.listen(box.path('s1'), resolve));
  t.teardown(() => old.close());
  for (const args of [
    ['screen', 's1'],
    ['record', 's1', 'x.cast'],
    ['send', 's1', 'x'],
    ['wait', 's1', '--text', 'x'],
  ]) {
    const { status, stderr } = await box.run(args);
    t.equal(status, 125);
    t.match(
      stderr,
      /^tdetach: the host of s1 is older \(tdetach 0\.0\.9\), and cannot do that yet: [^\n]+\n$/,
      args.join(' '),
    );
  }
});

t.test('a session can be made without /proc', { skip: !root && 'needs to hide it' }, (t) => {
  const box = new Sandbox(t);
  const script = `mount -t tmpfs none /proc && "$0" "$1" run s1 echo fine`;
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-m', 'sh', '-c', script, process.execPath, EXECUTABLE],
    {
      env: { PATH: process.env['PATH'], TDETACH_DIR: box.folder, HOME: box.folder },
      encoding: 'utf8',
    },
  );
  if (/unshare|mount/.test(stderr)) t.comment(stderr);
  else t.strictSame([status, stdout], [0, 'fine\r\n'], stderr);
  t.end();
});
