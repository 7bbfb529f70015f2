// tdetach detach ends clients, and the session lives on.
import t from 'tap';
import { Peer } from '../../support/peer.ts';
import { Sandbox, SHOW_KEYS, eventually } from '../../support/sandbox.ts';

interface Client {
  id: number;
  size: { cols: number };
  leads: boolean;
}

async function clientsOf(box: Sandbox): Promise<Client[]> {
  const { stdout } = await box.run(['list', 's1', '--json']);
  return (JSON.parse(stdout.toString()) as { clients: Client[] }).clients;
}

t.test('detach ends one client, or all that are left', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', ...SHOW_KEYS]);
  await first.until('READY');
  const second = box.terminal(['-a', 's1'], { cols: 100, rows: 30 });
  await second.until('READY');
  const third = box.terminal(['-a', 's1', '-R'], { cols: 60, rows: 20 });
  await third.until('READY');
  let clients: Client[] = [];
  await eventually(
    async () => (clients = await clientsOf(box)).length === 3,
    () => clients,
  );
  const one = clients.find(({ size }) => size.cols === 100);
  t.ok(one?.leads);
  const detached = await box.run(['detach', 's1', String(one?.id)]);
  t.strictSame([detached.status, detached.stdout.toString(), detached.stderr], [0, '', '']);
  t.equal(await second.status(), 0);
  t.match(second.text, /\[detached from s1\]\r\n$/);
  first.type('k');
  await first.until('k');
  t.equal((await clientsOf(box)).length, 2);

  const again = await box.run(['detach', 's1', String(one?.id)]);
  t.equal(again.status, 1);
  t.match(again.stderr, /^tdetach: s1 has no client \d+\n$/);
  t.equal((await box.run(['detach', 's1'])).status, 0);
  t.strictSame([await first.status(), await third.status()], [0, 0]);
  t.strictSame(await clientsOf(box), []);
  t.equal((await box.run(['detach', 's1'])).status, 0, 'no client is left');
  const bad = await box.run(['detach', 's1', 'x']);
  t.equal(bad.status, 125);
  t.match(bad.stderr, /^tdetach: bad client "x": [^\n]*\n$/);
});

t.test('a read-only client cannot detach others', async (t) => {
  const box = new Sandbox(t);
  const client = box.terminal(['-c', 's1', ...SHOW_KEYS]);
  await client.until('READY');
  const peer = await Peer.connect(box.path('s1'));
  const size = { cols: 80, rows: 24 };
  peer.send({ type: 'attach', size, terminal: false, redraw: 'none', within: '', readonly: true });
  peer.send({ type: 'request', id: 7, method: 'detach', params: {} });
  t.match(await peer.message('reply'), { id: 7, error: 'read-only' });
  t.equal((await clientsOf(box)).length, 2);
  peer.close();
});

t.test('bad params are refused', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  for (const clients of [1, 'all', {}, null]) {
    const peer = await Peer.connect(box.path('s1'));
    peer.send({ type: 'request', id: 1, method: 'detach', params: { clients } });
    t.match(await peer.message('reply'), { error: 'bad-params' });
    peer.close();
  }
});
