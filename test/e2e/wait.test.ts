// tdetach wait: quiet, the end, and out of time.
import net from 'node:net';
import t from 'tap';
import { encode } from '../../protocol/encode.ts';
import { hello } from '../../protocol/message.ts';
import { OPEN_REQUESTS, OPEN_REQUESTS_OF_ALL } from '../../src/base/limits.ts';
import { Peer } from '../support/peer.ts';
import { Sandbox, SHOW_KEYS, eventually } from '../support/sandbox.ts';
import { beginning } from '../support/waiting.ts';

t.test('--exit ends with the status of the program', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', 'sh', '-c', 'read line; exit 7']);
  const waiting = await beginning(box, 's1', '--exit', '--json');
  await box.run(['send', 's1', '--enter']);
  const { status, stdout, stderr } = await waiting.result;
  t.strictSame([status, stderr], [7, '']);
  t.strictSame(JSON.parse(stdout.toString()), { name: 's1', status: 7, signal: 0 });
  await box.run(['-n', 's2', 'sleep', '1000']);
  const killed = await beginning(box, 's2', '--exit');
  await box.run(['kill', 's2', '-s', 'KILL']);
  t.equal((await killed.result).status, 128 + 9);
});

t.test('--exit: the end that comes with the first word of the host', async (t) => {
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

t.test('--timeout: status 124', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', 'sleep', '1000']);
  for (const what of [['--exit'], ['--idle', '1h']]) {
    const { status, stdout, stderr } = await box.run(['wait', 's1', ...what, '--timeout', '100ms']);
    t.strictSame([status, stdout.toString(), stderr], [124, '', 'tdetach: s1: out of time after 0.1 s\n']);
  }
});

t.test('--idle: not while something comes', async (t) => {
  const box = new Sandbox(t);
  const busy =
    'i=0; while [ $i -lt 40 ]; do echo $i; i=$((i+1)); sleep 0.05; done; printf end; exec sleep 1000';
  await box.run(['-n', 's1', 'sh', '-c', busy]);
  const { status, stdout } = await box.run(['wait', 's1', '--idle', '1500ms', '--json']);
  t.equal(status, 0);
  const numbers = Array.from({ length: 40 }, (_, index) => `${index}\r\n`).join('');
  t.strictSame(JSON.parse(stdout.toString()), { name: 's1', seq: numbers.length + 3 });
});

t.test('--since: not before something has come behind it', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', ...SHOW_KEYS]);
  await box.run(['wait', 's1', '--idle', '100ms', '--since', '4']);
  const early = await box.run(['wait', 's1', '--idle', '50ms', '--since', '5', '--timeout', '300ms']);
  t.equal(early.status, 124);
  const waiting = box.run(['wait', 's1', '--idle', '0s', '--since', '5', '--json']);
  await box.run(['send', 's1', 'abc']);
  const { status, stdout } = await waiting;
  t.strictSame([status, JSON.parse(stdout.toString())], [0, { name: 's1', seq: 8 }]);
});

t.test('a session that ends meanwhile; mistakes', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', 'sh', '-c', 'read line']);
  const waiting = await beginning(box, 's1', '--idle', '1h');
  await box.run(['send', 's1', '--enter']);
  const ended = await waiting.result;
  t.equal(ended.status, 125);
  t.match(ended.stderr, /^tdetach: s1 has just ended\n$/);
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['s1'], /wait needs --text, --regex, --idle or --exit/],
    [['s1', '--idle', '1s', '--exit'], /two waits/],
    [['s1', '--idle', '10'], /bad duration "10": give one such as 500ms, 10s, 2m or 1h/],
    [['s1', '--exit', '--timeout', 'x'], /bad duration "x"/],
    [['s1', '--idle', '1s', '--since', '-1'], /bad sequence number "-1"/],
    [['s1', '--idle', '1s', '--since', 'x'], /bad sequence number "x"/],
    [['s1', '--text', 'a', '--regex', 'b'], /--text and --regex are two waits: give one/],
    [['s1', '--text', ''], /something to wait for, and not an empty text/],
    [['s1', '--regex', 'a('], /bad regular expression "a\(": Unterminated group/],
    [['s1', '--exit', '--since', '1'], /--since does not go with --exit/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await box.run(['wait', ...args]);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, /^tdetach: [^\n]*\n$/);
    t.match(stderr, message);
  }
});

t.test('params that are none, and a client that does not wait for its answer', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', 'sleep', '1000']);
  for (const params of [{}, { idle: -1 }, { idle: 2 ** 31 }, { idle: 'x' }, { idle: 1, since: '1' }]) {
    const peer = await Peer.connect(box.path('s1'));
    peer.send({ type: 'request', id: 1, method: 'wait', params });
    t.match(await peer.message('reply'), { error: 'bad-params' });
    peer.close();
  }
  const gone = await Peer.connect(box.path('s1'));
  gone.send({ type: 'request', id: 1, method: 'wait', params: { idle: 300 } });
  gone.close();
  await eventually(
    async () => (await box.run(['wait', 's1', '--idle', '400ms'])).status === 0,
    () => 'the host is gone',
  );
});

t.test('a wait for output that has not come yet is answered after it', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', 'cat']);
  const peer = await Peer.connect(box.path('s1'));
  t.teardown(() => peer.close());
  peer.send({ type: 'request', id: 1, method: 'wait', params: { idle: 1, since: 0 } });
  peer.send({ type: 'request', id: 2, method: 'keyboard', params: {} });
  t.equal((await peer.message('reply')).id, 2, 'the wait is not answered before there is output');
  await box.run(['send', 's1', 'x']);
  const replies = (): unknown[] => peer.messages.filter(({ type }) => type === 'reply');
  await eventually(
    () => replies().length === 2,
    () => peer.messages,
  );
  t.match(replies()[1], { id: 1, result: { output: 1 } });
});

t.test('waits that are open are bounded for each connection, and forgotten with it', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', 'sleep', '1000']);
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
