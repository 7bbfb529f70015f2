// A client whose terminal is lost (its window was closed, its connection dropped): gone for the
// host within a second, and no process of it is left.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { locate } from '../../../src/base/address/address.ts';
import { connect } from '../../../src/base/sockets/link.ts';
import type { Link } from '../../../src/base/sockets/link.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

/** What is promised, and what a loaded machine may take besides. */
const GONE_MS = 1_000;
const LOAD_MS = 1_000;

/** The first two words of a process's state: R, S, T, Z; nothing where there is none. */
function stateOf(pid: number): string {
  try {
    return /^State:\s+(\S)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

const hasEnded = (pid: number): boolean => ['', 'Z', 'X'].includes(stateOf(pid));

/** How many clients are attached, asked over one connection again and again. */
async function count(link: Link): Promise<number> {
  return new Promise((resolve, reject) => {
    link.listen({
      onMessage: (message) => {
        if (message.type === 'reply') resolve((message.result as unknown[]).length);
      },
      onClose: () => reject(new Error('the session has ended')),
    });
    link.send({ type: 'request', id: 1, method: 'clients', params: {} });
  });
}

interface Way {
  readonly name: string;
  readonly program: string;
  /**
   * A shell's script in which the client runs; the client itself is the terminal's program where
   * there is none.
   */
  readonly shell?: string;
  /** What happens before the terminal is lost. */
  readonly before?: (terminal: Terminal, client: number) => unknown;
  /** How it is lost. */
  readonly lose?: (terminal: Terminal, client: number) => unknown;
}

const CAT = 'stty raw -echo; printf READY; exec cat';
const FLOOD = 'printf READY; exec yes';
const DEAF = 'stty raw -echo; printf READY; exec sleep 1000';
const STUBBORN = `trap '' HUP; "$0" "$@"; sleep 0`;

const stop = async (_: Terminal, client: number): Promise<void> => {
  process.kill(client, 'SIGSTOP');
  await eventually(
    () => stateOf(client) === 'T',
    () => stateOf(client),
  );
};

const WAYS: readonly Way[] = [
  { name: 'at rest', program: CAT },
  { name: 'below a shell that does not hear SIGHUP', program: CAT, shell: STUBBORN },
  { name: 'in a flood', program: FLOOD },
  { name: 'in a flood, below such a shell', program: FLOOD, shell: STUBBORN },
  { name: 'in a flood that it does not take', program: FLOOD, before: (terminal) => terminal.reads(false) },
  { name: 'stopped', program: CAT, before: stop },
  { name: 'stopped in a flood', program: FLOOD, before: stop },
  { name: 'stopped below a shell', program: CAT, shell: '"$0" "$@"; sleep 0', before: stop },
  {
    name: 'by SIGHUP alone',
    program: CAT,
    shell: STUBBORN,
    lose: (_, client) => process.kill(client, 'SIGHUP'),
  },
  {
    name: 'with the shell that was killed',
    program: CAT,
    shell: '"$0" "$@"; sleep 0',
    lose: (terminal) => process.kill(terminal.pid, 'SIGKILL'),
  },
  {
    name: 'with a paste under way that nobody reads',
    program: DEAF,
    before: (terminal) => terminal.paste(Buffer.alloc(2_000_000, 'x')),
  },
];

for (const { name, program, shell, before, lose } of WAYS) {
  t.test(`a terminal that is lost: ${name}`, async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['sh', '-c', program]);
    const args = ['-a', 's1', '-r', 'none'];
    const terminal = shell === undefined ? box.terminal(args) : box.shell(shell, args);
    await terminal.until(/READY|y\r\n/); // of a flood the beginning may be lost
    const client = shell === undefined ? terminal.pid : terminal.child();
    const { link } = await connect(locate(box.path('s1'), {}, false));
    await before?.(terminal, client);
    t.equal(await count(link), 1);
    const lost = Date.now();
    if (lose) lose(terminal, client);
    else terminal.hangUp();
    await eventually(
      async () => (await count(link)) === 0,
      () => stateOf(client),
    );
    const took = Date.now() - lost;
    t.ok(took < GONE_MS + LOAD_MS, `gone for the host after ${took} ms`);
    t.comment(`gone for the host after ${took} ms`);
    await eventually(
      () => hasEnded(client),
      () => stateOf(client),
    );
    t.comment(`ended after ${Date.now() - lost} ms`);
    link.close();
  });
}

t.test('a client that still waits for a host that says nothing', async (t) => {
  const box = new Sandbox(t);
  const peers: net.Socket[] = [];
  const server = net.createServer((peer) => peers.push(peer.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(box.path('s1'), resolve));
  t.teardown(() => server.close());
  for (const shell of [undefined, STUBBORN]) {
    const args = ['-a', 's1'];
    const terminal = shell === undefined ? box.terminal(args) : box.shell(shell, args);
    const known = peers.length;
    await eventually(
      () => peers.length > known,
      () => peers.length,
    );
    const client = shell === undefined ? terminal.pid : terminal.child();
    terminal.hangUp();
    await eventually(
      () => hasEnded(client),
      () => stateOf(client),
    );
  }
  for (const peer of peers) peer.destroy();
  t.pass();
});
