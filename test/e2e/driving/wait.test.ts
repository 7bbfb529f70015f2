// tdetach wait: for quiet, for the end, and until its timeout.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { encode } from '../../../protocol/encode.ts';
import { hello } from '../../../protocol/message.ts';
import { OPEN_REQUESTS, OPEN_REQUESTS_OF_ALL } from '../../../src/base/limits/limits.ts';
import { mistake } from '../../support/mistake.ts';
import { Peer } from '../../support/peer.ts';
import { Sandbox, SHOW_KEYS, eventually } from '../../support/sandbox.ts';
import type { Result } from '../../support/sandbox.ts';
import { beginning } from '../../support/waiting.ts';

t.test('--exit ends with the status of the program', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'read line; exit 7']);
  const waiting = await beginning(box, 's1', '--exit', '--json');
  await box.session('s1').send({ keys: ['Enter'] });
  const { status, stdout, stderr } = await waiting.result;
  t.strictSame([status, stderr], [7, '']);
  t.strictSame(JSON.parse(stdout.toString()), { name: 's1', status: 7, signal: 0 });
  await box.create('s2', ['sleep', '1000']);
  const killed = await beginning(box, 's2', '--exit');
  await box.session('s2').kill({ killSignal: 'KILL' });
  t.equal((await killed.result).status, 128 + 9);
});

t.test("--exit sees an end that comes with the host's first message", async (t) => {
  const box = new Sandbox(t);
  const first = hello({ version: '0.1.0', session: 's1', pid: 1 });
  const server = net.createServer((peer) => {
    peer.on('error', () => undefined);
    peer.end(Buffer.concat([encode(first), encode({ type: 'exit', status: 3, signal: 0 })]));
  });
  await new Promise<void>((resolve) => server.listen(box.path('s1'), resolve));
  t.teardown(() => server.close());
  t.equal((await box.run(['wait', 's1', '--exit'])).status, 3);
});

t.test('--timeout ends with status 124', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const cases: readonly (readonly [string[], string])[] = [
    [['--exit'], "the program's end"],
    [['--idle', '1h'], 'no output for 3600 s'],
  ];
  for (const [what, words] of cases) {
    const { status, stdout, stderr } = await box.run(['wait', 's1', ...what, '--timeout', '100ms']);
    t.strictSame([status, stdout.toString()], [124, '']);
    t.match(
      stderr,
      `tdetach: s1: out of time after 0.1 s: waited for ${words}; its output has been quiet for `,
    );
  }
});

t.test('--idle does not end while output comes', async (t) => {
  const box = new Sandbox(t);
  const busy =
    'i=0; while [ $i -lt 40 ]; do echo $i; i=$((i+1)); sleep 0.05; done; printf end; exec sleep 1000';
  await box.create('s1', ['sh', '-c', busy]);
  const { status, stdout } = await box.run(['wait', 's1', '--idle', '1500ms', '--json']);
  t.equal(status, 0);
  const numbers = Array.from({ length: 40 }, (_, index) => `${index}\r\n`).join('');
  t.strictSame(JSON.parse(stdout.toString()), { name: 's1', seq: numbers.length + 3 });
});

t.test('--since waits for output after its sequence number', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  await box.session('s1').wait({ idleMs: 100, since: 4 });
  const early = await box.run(['wait', 's1', '--idle', '50ms', '--since', '5', '--timeout', '300ms']);
  t.equal(early.status, 124);
  const waiting = box.run(['wait', 's1', '--idle', '0s', '--since', '5', '--json']);
  await box.session('s1').send('abc');
  const { status, stdout } = await waiting;
  t.strictSame([status, JSON.parse(stdout.toString())], [0, { name: 's1', seq: 8 }]);
});

t.test(
  'a session that ends during the wait gives status 123, and wrong command lines one line of error',
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['sh', '-c', 'read line']);
    const waiting = await beginning(box, 's1', '--idle', '1h');
    await box.session('s1').send({ keys: ['Enter'] });
    const ended = await waiting.result;
    t.equal(ended.status, 123);
    t.match(
      ended.stderr,
      /^tdetach: s1 has ended, with status 0: waited for no output for 3600 s; tdetach screen s1 shows what it left\n$/,
    );
    const cases: readonly (readonly [string[], RegExp])[] = [
      [['s1'], /wait needs --text TEXT, --regex REGEX, .*--bell, --prompt or --exit/],
      [['s1', '--idle', '10'], /bad duration "10": give one such as 500ms, 10s, 2m or 1h/],
      [['s1', '--exit', '--timeout', 'x'], /bad duration "x"/],
      [['s1', '--idle', '1s', '--since', '-1'], /bad sequence number "-1"/],
      [['s1', '--idle', '1s', '--since', 'x'], /bad sequence number "x"/],
      [['s1', 's2', '--text', 'a', '--since', '3'], /--since is a place in the output of one session/],
      [['s1', '--text', ''], /something to wait for, and not an empty text/],
      [['s1', '--regex', 'a('], /bad regular expression "a\(": Unterminated group/],
      [['s1', '--exit', '--prompt'], /--prompt and --exit never hold at one moment: give one/],
      [['s1', '--exit', '--since', '1'], /--since does not go with --exit alone/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = await mistake(box, ['wait', ...args]);
      t.equal(status, 125, args.join(' '));
      t.match(stderr, /^tdetach: [^\n]*\n$/);
      t.match(stderr, message);
    }
  },
);

t.test('bad params are refused, and a client that leaves before its answer does no harm', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  for (const params of [{}, { idle: -1 }, { idle: 2 ** 31 }, { idle: 'x' }, { idle: 1, since: '1' }]) {
    const peer = await Peer.connect(box.path('s1'));
    peer.send({ type: 'request', id: 1, method: 'wait', params });
    t.match(await peer.message('reply'), { error: 'bad-params' });
    peer.close();
  }
  const gone = await Peer.connect(box.path('s1'));
  gone.send({ type: 'request', id: 1, method: 'wait', params: { idle: 300 } });
  gone.close();
  await box.session('s1').wait({ idleMs: 400 }); // the host is alive
});

t.test('a wait for output that has not come yet is answered after it', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['cat']);
  const peer = await Peer.connect(box.path('s1'));
  t.teardown(() => peer.close());
  peer.send({ type: 'request', id: 1, method: 'wait', params: { idle: 1, since: 0 } });
  peer.send({ type: 'request', id: 2, method: 'keyboard', params: {} });
  t.equal((await peer.message('reply')).id, 2, 'the wait is not answered before there is output');
  await box.session('s1').send('x');
  const replies = (): unknown[] => peer.messages.filter(({ type }) => type === 'reply');
  await eventually(
    () => replies().length === 2,
    () => peer.messages,
  );
  t.match(replies()[1], { id: 1, result: { output: 1 } });
});

t.test('open waits are limited for each connection, and forgotten with it', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const ask = async (): Promise<Peer> => {
    const peer = await Peer.connect(box.path('s1'));
    for (let id = 1; id <= OPEN_REQUESTS + 1; id++)
      peer.send({ type: 'request', id, method: 'wait', params: { idle: 1, since: 1e15 } });
    return peer;
  };
  const peers: Peer[] = [];
  t.teardown(() => peers.map((peer) => peer.close()));
  for (let count = 0; count < OPEN_REQUESTS_OF_ALL / OPEN_REQUESTS; count++) {
    const peer = await ask();
    t.match(await peer.message('reply'), { id: OPEN_REQUESTS + 1, error: 'too-many' });
    peers.push(peer);
  }
  const late = await ask();
  t.match(await late.message('reply'), { id: 1, error: 'too-many' }, 'no connection has more than all');
  late.close();
  peers.pop()?.close();
  await eventually(
    async () => (await box.run(['wait', 's1', '--idle', '1ms'])).status === 0,
    () => 'requests of a connection that is over are still counted',
  );
});

t.test('--prompt recognises a shell without marks by the foreground process of its terminal', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['dash', '-i']);
  t.equal((await box.run(['wait', 's1', '--prompt', '--timeout', '20s'])).status, 0);
  await box.session('s1').send({ text: 'sleep 1000; echo over', keys: ['Enter'] });
  await box.session('s1').wait({ text: 'echo over' });
  t.equal(
    (await box.run(['wait', 's1', '--prompt', '--timeout', '1s'])).status,
    124,
    'a command is in front',
  );
  const seq = await box.session('s1').send({ keys: ['C-c'] });
  const after = await box.run(['wait', 's1', '--prompt', '--since', String(seq), '--json']);
  t.equal(after.status, 0);
  t.ok((JSON.parse(after.stdout.toString()) as { seq: number }).seq > seq);
});

t.test('--prompt does not hold for a shell that has shown nothing yet', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'sleep 0.6; exec sh -i']);
  const session = box.session('s1');
  await session.wait({ prompt: true, timeoutMs: 60_000 });
  const { lines } = await session.screen();
  t.match(lines.join('\n'), /[$#]/, 'the prompt is there');
});

t.test('--prompt follows the marks of a shell', async (t) => {
  const box = new Sandbox(t);
  const made = await box.run(['-n', '--shell-integration', 's1', 'bash'], { env: { HOME: box.folder } });
  t.strictSame([made.status, made.stderr], [0, '']);
  await box.session('s1').wait({ prompt: true, timeoutMs: 20_000 });
  const seq = await box.session('s1').send({ text: 'sleep 1', keys: ['Enter'] });
  const before = Date.now();
  const waited = await box.run(['wait', 's1', '--prompt', '--since', String(seq)]);
  t.strictSame([waited.status, waited.stdout.toString()], [0, '']);
  t.ok(Date.now() - before > 500, 'the prompt before does not count');
});

t.test('--prompt with other conditions holds when all of them do', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['bash'], { shellIntegration: true, env: { HOME: box.folder } });
  await box.session('s1').wait({ prompt: true, timeoutMs: 20_000 });
  const made = box.path('made');
  const line = `echo be""gun; sleep 1; printf "\\33[H\\33[J"; echo ov""er; : > ${made}`;
  const stepped = await box.run([
    ...['send', 's1', line, '--enter', '--wait-text', 'over', '--wait-prompt'],
    ...['--wait-gone', 'begun', '--timeout', '20s', '--json'],
  ]);
  t.match(JSON.parse(stepped.stdout.toString()), { waited: { match: 'over' } });
  t.ok(fs.existsSync(made), 'the command is over');
  const never = await box.run(['wait', 's1', '--text', 'never', '--prompt', '--timeout', '300ms']);
  t.equal(never.status, 124);
  t.match(never.stderr, /waited for the text "never" and the shell's prompt;/);
  // The text is there while the command runs, and gone at the prompt, so the wait goes on.
  const fleeting = await box.run([
    ...[
      'send',
      's1',
      'echo fl""eeting; sleep 1; printf "\\33[H\\33[J"',
      '--enter',
      '--wait-text',
      'fleeting',
    ],
    ...['--wait-prompt', '--timeout', '3s'],
  ]);
  t.equal(fleeting.status, 124);
  t.match(fleeting.stderr, /waited for the text "fleeting" and the shell's prompt/);
});

t.test(
  '--prompt ends with status 123 if the session ends during the wait, or has ended before',
  async (t) => {
    const box = new Sandbox(t);
    const mark = "printf '\\33]133;C\\7'"; // a command runs
    const results: Result[] = [];
    for (const others of [[], ['--text', 'there']]) {
      await box.create('s1', ['sh', '-c', `${mark}; echo there; read line; kill -KILL $$`]);
      const waiting = await beginning(box, 's1', ...others, '--prompt', '--since', '0');
      await box.session('s1').send({ keys: ['Enter'] });
      results.push(await waiting.result, await box.run(['wait', 's1', ...others, '--prompt']));
    }
    for (const { status, stderr } of results) {
      t.equal(status, 123);
      t.match(
        stderr,
        /^tdetach: s1 has ended, by SIGKILL: waited for (the text "there" and )?the shell's prompt/,
      );
    }
  },
);
