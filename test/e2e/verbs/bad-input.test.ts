// Each mistake gives one clear line on standard error and the right status, and has no other
// effect.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { encode } from '../../../protocol/encode.ts';
import { mistake } from '../../support/mistake.ts';
import { Sandbox } from '../../support/sandbox.ts';

type Case = readonly [args: readonly string[], message: RegExp, status?: number];

/** One command line for each way to fail, in the executable. */
const CASES: readonly Case[] = [
  [['-a', 'none'], /there is no session none/],
  [['lsit'], /unknown verb "lsit": the nearest are list/],
  [['-c', '-a', 's1'], /-c and -a exclude each other/],
  [['-c'], /-c needs a session/],
  [['-c', ''], /"" cannot name a session: it is empty/],
  [['-c', './file'], /file is a file, not a session/],
  [['-a', './link'], /link is a symbolic link, not a session/],
  [['-c', 's1', 'no-such-command'], /no-such-command: command not found/, 127],
  [['-n', 's1', './none'], /\.\/none: command not found/, 127],
  [['-N', 's1', 'no-such-command'], /no-such-command: command not found/, 127],
  [['-n', 's1', './file'], /\.\/file: cannot be executed/, 126],
  [['-n', 's1', './folder'], /\.\/folder: cannot be executed/, 126],
  [['-n', 's1', './script'], /interpreter \/no\/such\/thing is missing/, 126],
  [['-c', 's1', '-e', 'abc'], /bad detach key "abc"/],
  [['-c', 's1', '--size', '80'], /bad size "80": give leader, smallest, largest, or COLSxROWS/],
  [['-c', './folder'], /folder is a folder, not a session/],
  [['-c', './link'], /link is a symbolic link, not a session/],
];

/** Mistakes that are found before anything is done, in the process of the test. */
const READ: readonly Case[] = [
  [['-p', 'none'], /there is no session none/],
  [['s1'], /unknown verb "s1": the nearest are [a-z, ]+\n$/],
  [['-q', 's1'], /one of -c, -a, -A, -n, -N, -p is needed/],
  [['list', '--wat'], /unknown option --wat; tdetach list --help/],
  [['list', '--jsno'], /unknown option --jsno: the nearest is --json; tdetach list --help/],
  [['-n', 's1', '--rows', '20'], /unknown option --rows: the nearest is --size; tdetach --help/],
  [['list', '--json=1', './folder'], /folder is a folder, not a session/],
  [['-n', '..'], /only dots or white space/],
  [['-n', ' \t'], /control characters/],
  [['-n', '  '], /only dots or white space/],
  [['-n', './'], /cannot name a session/],
  [['-n', 'n'.repeat(101)], /101 bytes, 100 is the most/],
  [['-n', './missing/s1'], /missing does not exist/],
  [['-n', './file/s1'], /below something that is not a folder/],
  [['-a', './file'], /file is a file, not a session/],
  [['-c', 's1', '--wat'], /unknown option --wat/],
  [['-a', 's1', 'ls'], /-a takes no command, but "ls" follows/],
  [['-a', 's1', '-f'], /-f goes with -c, -A and -n/],
  [['-c', 's1', '-e', '^['], /every escape sequence begins with \^\[/],
  [['-c', 's1', '-r', 'magic'], /bad redraw method "magic"/],
  [['-n', 's1', '--size', '0x24', 'true'], /bad size "0x24"/],
  [['-a', 'none', '--size', '80x65536'], /bad size "80x65536": .* 65535x65535 at most/],
  [['-p', 'none', '--size', '80x24'], /--size goes with -c, -a, -A, -n and -N/],
  [['-p', 'none', '--history', '9'], /--history goes with -c, -a, -A, -n and -N/],
  [['-a', 'none', '--keep', '1h'], /--keep goes with -c, -A, -n and -N/],
  [['-n', 's1', '-e', 'foo', 'true'], /bad detach key "foo"/],
  [['-n', 's1', '-e', '^A', 'true'], /-e goes with -c, -a and -A/],
  [['-p', 'none', '-E'], /-E goes with -c, -a and -A/],
  [['-N', 's1', '-r', 'none', 'true'], /-r goes with -c, -a and -A/],
  [['-n', '--', '-9', 'true'], /"-9" cannot name a session: it begins with a dash/],
  [['-a', 'none', '-R', '--size', 'leader'], /--size does not go with -R/],
  [['-c', 's1', '-R'], /-R goes with -a and -A/],
];

t.test('a mistake gives one line of error and the right status, and changes nothing', async (t) => {
  const box = new Sandbox(t);
  fs.writeFileSync(box.path('file'), 'kept');
  fs.mkdirSync(box.path('folder'));
  fs.symlinkSync('/nowhere', box.path('link'));
  fs.writeFileSync(box.path('script'), '#!/no/such/thing\n', { mode: 0o755 });
  const before = fs.readdirSync(box.folder);
  for (const [args, message, status = 125] of CASES) {
    const terminal = box.terminal(args);
    t.equal(await terminal.status(), status, args.join(' '));
    t.match(terminal.text, /^tdetach: [^\n]*\r\n$/, 'one line');
    t.match(terminal.text, message);
  }
  for (const [args, message] of READ) {
    const { status, stderr } = await mistake(box, args);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, /^tdetach: [^\n]*\n$/, 'one line');
    t.match(stderr, message);
  }
  t.strictSame(fs.readdirSync(box.folder), before, 'nothing was made');
  t.equal(fs.readFileSync(box.path('file'), 'utf8'), 'kept');
});

t.test('a session folder that cannot be trusted is refused', async (t) => {
  const box = new Sandbox(t);
  fs.mkdirSync(box.path('open'));
  fs.chmodSync(box.path('open'), 0o755);
  fs.symlinkSync(box.path('open'), box.path('link'));
  fs.writeFileSync(box.path('file'), '');
  const cases = [
    ['open', /is open to others \(mode 755\): name another, which tdetach makes, with TDETACH_DIR/],
    ['link', /is a symbolic link/],
    ['file', /is not a folder/],
    ['no/where', /no does not exist/],
  ] as const;
  for (const [folder, message] of cases) {
    const { status, stderr } = await box.run(['-n', 's1', 'true'], {
      env: { TDETACH_DIR: box.path(folder) },
    });
    t.equal(status, 125);
    t.match(stderr, message);
  }
  t.strictSame(fs.readdirSync(box.path('open')), []);
});

t.test('a session that exists is not created again', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const { status, stderr } = await box.run(['-n', 's1', 'true']);
  t.equal(status, 125);
  t.match(stderr, /the session s1 exists already/);
});

const HELLO_OF_TOMORROW = encode({ type: 'hello', protocol: 99, version: '9.9.9', session: 's1', pid: 1 });

const STRANGERS: readonly (readonly [string, (peer: net.Socket) => void, RegExp])[] = [
  ['says nothing', () => undefined, /s1 does not answer: its host said nothing for 2 s/],
  [
    'says something else',
    (peer) => peer.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    /is not a session of tdetach's/,
  ],
  ['closes', (peer) => peer.destroy(), /s1 closed the connection without a word: [^\n]*none of tdetach's/],
  ['is of a newer protocol', (peer) => peer.write(HELLO_OF_TOMORROW), /of tdetach 9\.9\.9, protocol 99/],
];

for (const [what, behave, message] of STRANGERS) {
  t.test(`attaching to a socket whose peer ${what} is an error`, async (t) => {
    const box = new Sandbox(t);
    const peers: net.Socket[] = [];
    const server = net.createServer((peer) => {
      peers.push(peer.on('error', () => undefined));
      behave(peer);
    });
    await new Promise<void>((resolve) => server.listen(box.path('s1'), resolve));
    const terminal = box.terminal(['-a', 's1']);
    t.equal(await terminal.status(), 125);
    t.match(terminal.text, message);
    for (const peer of peers) peer.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
}
