// tdetach resize sets a session's size without a terminal.
import t from 'tap';
import { connect } from '../../../src/library/connect.ts';
import { mistake } from '../../support/mistake.ts';
import { ATTACH, Peer } from '../../support/peer.ts';
import { SHOW_SIZE, Sandbox, eventually } from '../../support/sandbox.ts';

const sizeOf = async (box: Sandbox): Promise<unknown> => (await box.session('s1').status()).size;

t.test('a requested size holds until the terminal of a client changes it', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_SIZE);
  await box.session('s1').wait({ text: '24 80' });
  const resized = await box.run(['resize', 's1', '100x30', '--json']);
  t.strictSame([resized.status, resized.stderr], [0, '']);
  t.strictSame(JSON.parse(resized.stdout.toString()), { name: 's1', size: { cols: 100, rows: 30 } });
  await box.session('s1').wait({ text: '30 100', timeoutMs: 20_000 });
  t.strictSame(await sizeOf(box), { cols: 100, rows: 30 });

  const viewer = box.terminal(['-a', 's1', '-R'], { cols: 60, rows: 10 });
  await viewer.until('30 100');
  t.strictSame(await sizeOf(box), { cols: 100, rows: 30 }, 'a read-only client does not count');
  const client = box.terminal(['-a', 's1'], { cols: 70, rows: 20 });
  await client.until('20 70\r\n');
  const quiet = await box.run(['resize', 's1', '90x25']);
  t.strictSame([quiet.status, quiet.stdout.toString(), quiet.stderr], [0, '', '']);
  await client.until('25 90\r\n');
  client.resize(71, 21);
  await client.until('21 71\r\n');
  await box.session('s1').resize({ cols: 90, rows: 26 });
  await client.until('26 90\r\n');
  client.type('\x1c');
  await client.status();
  t.strictSame(await sizeOf(box), { cols: 90, rows: 26 }, 'it outlives the client');
});

t.test(
  'a requested size replaces the fixed size of a session, and the library refuses impossible ones',
  async (t) => {
    const box = new Sandbox(t);
    const first = box.terminal(['-c', 's1', '--size', '100x30', ...SHOW_SIZE]);
    await first.until('30 100\r\n');
    const session = await connect(box.path('s1'));
    await session.resize({ cols: 90, rows: 25 });
    await first.until('25 90\r\n');
    const second = box.terminal(['-a', 's1'], { cols: 70, rows: 20 });
    await second.until('25 90');
    t.strictSame(await sizeOf(box), { cols: 90, rows: 25 });
    await t.rejects(session.resize({ cols: 0, rows: 25 }), { code: 'bad-argument' });
    await t.rejects(session.resize({ cols: 90, rows: 65_536 }), { code: 'bad-argument' });
  },
);

t.test('a wrong size or session gives one line of error, and changes nothing', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_SIZE);
  const wrong: readonly [args: readonly string[], message: RegExp][] = [
    [[], /resize needs a session and its size/],
    [['s1'], /resize needs a session and its size/],
    [['s1', '100'], /bad size "100": give columns x rows, such as 100x30/],
    [['s1', 'largest'], /bad size "largest"/],
    [['s1', '100x0'], /bad size "100x0"/],
    [['s1', '100x30', '5'], /takes a session and a size, but "5" follows/],
    [['none', '100x30'], /there is no session none/],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = await mistake(box, ['resize', ...args]);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, message);
  }
  t.strictSame(await sizeOf(box), { cols: 80, rows: 24 });
});

t.test('a request with a bad size is refused, and so is one from a read-only client', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const peer = await Peer.connect(box.path('s1'));
  const errors = (): string[] =>
    peer.messages.flatMap((message) => (message.type === 'reply' ? [message.error] : []));
  const ask = async (params: unknown): Promise<string | undefined> => {
    const before = errors().length;
    peer.send({ type: 'request', id: before, method: 'resize', params });
    await eventually(
      () => errors().length > before,
      () => peer.messages,
    );
    return errors().at(-1);
  };
  for (const params of [
    {},
    { cols: 80 },
    { cols: 80, rows: 0 },
    { cols: 1.5, rows: 2 },
    { cols: 65_536, rows: 1 },
  ])
    t.equal(await ask(params), 'bad-params', JSON.stringify(params));
  t.equal(await ask({ cols: 81, rows: 24 }), '');
  peer.send({ ...ATTACH, readonly: true });
  t.equal(await ask({ cols: 82, rows: 24 }), 'read-only');
  t.strictSame(await sizeOf(box), { cols: 81, rows: 24 });
});
