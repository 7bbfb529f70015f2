// A name, a command or an option in a message does not act on the terminal that shows it.
import net from 'node:net';
import t from 'tap';
import { mistake } from '../../support/mistake.ts';
import { Sandbox } from '../../support/sandbox.ts';

const ANY_UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Returns true if a text holds nothing unsafe except line feeds. */
const isSafe = (text: string): boolean => !ANY_UNSAFE.test(text.replaceAll('\n', ''));

t.test('a session cannot be made with a name that has unsafe characters', async (t) => {
  const box = new Sandbox(t);
  for (const args of [
    ['-n', 'a\x9bb', 'true'],
    ['-n', './a\u202eb', 'true'],
    ['run', 'a\u2028b', 'true'],
  ]) {
    const { status, stderr } = await box.run(args);
    t.equal(status, 125);
    t.match(stderr, /^tdetach: "[^\n]*a\?b" cannot name a session: it has [^\n]*\n$/, encodeURI(stderr));
    t.ok(isSafe(stderr), encodeURI(stderr));
  }
  const joined = await box.run(['run', '\u{1f468}\u200d\u{1f4bb}', 'true']);
  t.equal(joined.status, 0, 'joiners are part of emoji and words');
  await box.create('plain', ['cat']);
  const renamed = await box.run(['rename', 'plain', 'a\x9bb']);
  t.strictSame([renamed.status, isSafe(renamed.stderr)], [125, true]);
});

t.test('messages mask unsafe characters in what they repeat', async (t) => {
  const box = new Sandbox(t);
  const bad = '\x1b[2J\x9b1m\u202e';
  const cases: readonly (readonly string[])[] = [
    ['-n', 's1', bad],
    ['-n', 's1', '--log', `/none/${bad}`, 'true'],
    ['-n', 's1', '--size', bad, 'true'],
    ['-n', 's1', `--${bad}`],
    ['list', `--${bad}`],
    ['list', `none${bad}`],
    ['screen', `none\x9b`],
    ['kill', 'none\u202e'],
    ['rm', 'none\u2028'],
    ['detach', `none\x9b`],
    ['wait', 'none', '--regex', `(${bad}`],
    ['send', 'none', '--keys', bad],
    [bad],
    ['record', `none\x9b`, bad],
  ];
  // These are found wrong before anything is done; the others, one of each kind, are for the
  // executable.
  const read = ['--size', `--${bad}`, 'screen', 'wait', 'send', 'record'];
  for (const args of cases) {
    const isRead = args.some((word) => read.includes(word));
    const { status, stderr } = await (isRead ? mistake(box, args) : box.run(args));
    t.not(status, 0);
    t.match(stderr, /^tdetach: [^\n]+\n$/, encodeURI(args.join(' ')));
    t.ok(isSafe(stderr), encodeURI(stderr));
  }
  const folder = await box.run(['-n', 's1', 'true'], { env: { TDETACH_DIR: `/none/\x9b\u202e/x` } });
  t.strictSame([folder.status, isSafe(folder.stderr)], [125, true]);
});

t.test('a socket with an unsafe name is listed with the name masked', async (t) => {
  const box = new Sandbox(t);
  const name = 'a\x9b\u202eb';
  const server = net.createServer((socket) => socket.end('none of ours'));
  await new Promise<void>((resolve) => server.listen(box.path(name), resolve));
  t.teardown(() => server.close());
  const table = await box.run(['list']);
  t.match(table.stdout.toString(), /\na\?\?b {2}foreign /);
  t.ok(isSafe(table.stdout.toString()));
  const json = (await box.run(['list', '--json'])).stdout.toString();
  t.match(json, '"name":"a\\u009b\\u202eb"');
  t.ok(isSafe(json));
  t.equal((JSON.parse(json) as { name: string }).name, name);
  const asked = await box.run(['screen', name]);
  t.strictSame([asked.status, isSafe(asked.stderr)], [125, true]);
  t.match(asked.stderr, /a\?\?b is not a session of tdetach's/);
  const completed = await box.run(['completion', '--words', '--', 'screen', '']);
  t.strictSame([completed.status, completed.stdout.toString()], [0, 'sessions\n']);
});
