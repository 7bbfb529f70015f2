// tdetach -n --ssh-agent: the program's SSH_AUTH_SOCK leads to the agent of the client that
// attached last.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import type { Test } from 'tap';
import { Peer } from '../../support/peer.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

/** An agent that answers with its name. */
async function agent(t: Test, box: Sandbox, name: string): Promise<string> {
  const path = box.path(`agent-${name}`);
  const server = net.createServer((peer) => peer.on('error', () => undefined).end(name));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => server.close());
  return path;
}

/** The name of the agent that answers at a path; '' if none does. */
const whoIs = (path: string): Promise<string> =>
  new Promise((resolve) => {
    let name = '';
    const peer = net.connect(path);
    peer.on('data', (chunk) => (name += chunk.toString()));
    peer.on('error', () => resolve(''));
    peer.on('close', () => resolve(name));
  });

async function leadsTo(link: string, name: string): Promise<void> {
  let who = '';
  await eventually(
    async () => (who = await whoIs(link)) === name,
    () => [name, who, fs.readlinkSync(link)],
  );
}

const attach = async (box: Sandbox, agent: string | undefined, ...args: string[]): Promise<Terminal> => {
  const client = box.terminal(['-a', 's1', ...args], {
    env: agent === undefined ? {} : { SSH_AUTH_SOCK: agent },
  });
  await client.until('ready');
  return client;
};

const SHOW = ['sh', '-c', 'printf ready; read line; echo "$SSH_AUTH_SOCK"; exec sleep 1000'] as const;

t.test('the link leads to the agent of the client that attached last', async (t) => {
  const box = new Sandbox(t);
  const [one, two] = [await agent(t, box, 'one'), await agent(t, box, 'two')];
  const link = box.path('s1.agent');
  const made = await box.run(['-n', 's1', '--ssh-agent', ...SHOW], { env: { SSH_AUTH_SOCK: one } });
  t.strictSame([made.status, made.stderr], [0, '']);
  t.equal(await whoIs(link), 'one', "the creator's, at once");
  t.ok(fs.lstatSync(link).isSymbolicLink());

  const second = await attach(box, two);
  await leadsTo(link, 'two');
  await attach(box, undefined);
  await attach(box, one, '-R');
  await attach(box, link);
  await attach(box, 'agent-one');
  t.equal(
    fs.readlinkSync(link),
    two,
    'not that of a client that has none, is read-only, is in the session, or names no path',
  );
  second.type('\x1c');
  t.equal(await second.status(), 0);
  await attach(box, one);
  await leadsTo(link, 'one');

  await box.session('s1').send({ keys: ['Enter'] });
  await box.session('s1').wait({ idleMs: 100, since: 6 });
  t.ok((await box.session('s1').screen()).lines.includes(link));
  await box.session('s1').kill({ wait: true });
  t.notOk(fs.lstatSync(link, { throwIfNoEntry: false }), 'it is gone with the session');
  t.strictSame(
    fs.readdirSync(box.folder).filter((name) => !name.startsWith('agent-')),
    ['s1.ended'],
  );
});

t.test('when that client leaves, the link leads to the agent of another one', async (t) => {
  const box = new Sandbox(t);
  const [one, two] = [await agent(t, box, 'one'), await agent(t, box, 'two')];
  const link = box.path('s1.agent');
  await box.create('s1', SHOW, { sshAgent: true });
  t.notOk(fs.lstatSync(link, { throwIfNoEntry: false }), 'the creator has none');
  const first = await attach(box, one);
  const second = await attach(box, two);
  await leadsTo(link, 'two');
  second.type('\x1c');
  await leadsTo(link, 'one');
  first.type('\x1c');
  t.equal(await first.status(), 0);
  t.equal(await whoIs(link), 'one', 'and else it stays');
});

t.test('a path that leads back to the link is not taken', async (t) => {
  const box = new Sandbox(t);
  const one = await agent(t, box, 'one');
  const link = box.path('s1.agent');
  fs.symlinkSync(link, box.path('way'));
  fs.symlinkSync(box.path('way'), box.path('detour'));
  fs.symlinkSync(box.path('circle'), box.path('circle'));
  await box.create('s1', SHOW, { sshAgent: true, env: { SSH_AUTH_SOCK: one } });
  for (const path of ['detour', 'circle', 'way']) await attach(box, box.path(path));
  for (const agent of ['', 'x\0y', `/${'n'.repeat(5000)}`]) {
    const peer = await Peer.connect(box.path('s1'));
    const size = { cols: 80, rows: 24 };
    peer.send({ type: 'attach', size, terminal: true, redraw: 'none', within: '', agent });
  }
  await attach(box, one);
  await leadsTo(link, 'one');
  t.equal(fs.readlinkSync(link), one);
});

t.test("only tdetach's own link is replaced or removed", async (t) => {
  const box = new Sandbox(t);
  const [one, two] = [await agent(t, box, 'one'), await agent(t, box, 'two')];
  const link = box.path('s1.agent');
  fs.writeFileSync(link, 'kept');
  const refused = await box.run(['-n', 's1', '--ssh-agent', '--log', 'new', 'true']);
  t.equal(refused.status, 125);
  t.match(refused.stderr, /^tdetach: \S+s1\.agent is no link of tdetach's: remove it first\n$/);
  t.strictSame(fs.readdirSync(box.folder).sort(), ['agent-one', 'agent-two', 's1.agent']);
  fs.rmSync(link);

  fs.symlinkSync('/left/behind', link);
  await box.create('s1', SHOW, { sshAgent: true, env: { SSH_AUTH_SOCK: one } });
  t.equal(await whoIs(link), 'one', 'what a dead host has left');
  fs.rmSync(link);
  fs.writeFileSync(link, 'kept');
  await attach(box, two);
  await eventually(
    () => fs.existsSync(box.path('s1.log')),
    () => 'no note',
  );
  await attach(box, one);
  await box.session('s1').kill({ wait: true });
  t.equal(fs.readFileSync(link, 'utf8'), 'kept');
  t.match(fs.readFileSync(box.path('s1.log'), 'utf8'), /^\S+ \S+s1\.agent is no way [^\n]*\n$/);
});

t.test('a path that is too long for ssh is refused, and without the option there is no link', async (t) => {
  const box = new Sandbox(t);
  const folder = box.path('f'.repeat(90));
  fs.mkdirSync(folder);
  const refused = await box.run(['-n', `${folder}/s1`, '--ssh-agent', 'true']);
  t.equal(refused.status, 125);
  t.match(refused.stderr, /^tdetach: [^\n]* is longer than 107 bytes, the most that ssh can use\n$/);
  t.strictSame(fs.readdirSync(folder), []);
  await box.create('s1', SHOW, { env: { SSH_AUTH_SOCK: '/the/callers' } });
  const client = await attach(box, '/another');
  client.type('\r');
  await client.until('/the/callers\r\n');
  t.notOk(fs.lstatSync(box.path('s1.agent'), { throwIfNoEntry: false }));
});
