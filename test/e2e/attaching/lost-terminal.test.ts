// A client whose terminal is lost (its window was closed, its connection dropped): the host sees it
// leave within a second, and its process ends.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import { locate } from '../../../src/base/address/address.ts';
import { connect } from '../../../src/base/sockets/link.ts';
import type { Link } from '../../../src/base/sockets/link.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

/** The documented time, and what a loaded machine may need in addition. */
const GONE_MS = 1_000;
const LOAD_MS = 1_000;

/** The state of a process: R, S, T, Z; empty if there is no such process. */
function stateOf(pid: number): string {
  try {
    return /^State:\s+(\S)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

const hasEnded = (pid: number): boolean => ['', 'Z', 'X'].includes(stateOf(pid));

/** Asks for the number of attached clients, over the same connection each time. */
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
   * A shell script in which the client runs; without it, the client itself is the terminal's
   * program.
   */
  readonly shell?: string;
  /** Runs before the terminal is lost. */
  readonly before?: (terminal: Terminal, client: number) => unknown;
  /** Loses the terminal; by default it is closed. */
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
  { name: 'below a shell that ignores SIGHUP', program: CAT, shell: STUBBORN },
  { name: 'in a flood', program: FLOOD },
  { name: 'in a flood, below such a shell', program: FLOOD, shell: STUBBORN },
  { name: 'in a flood that it does not take', program: FLOOD, before: (terminal) => terminal.reads(false) },
  { name: 'while it is stopped', program: CAT, before: stop },
  { name: 'while it is stopped in a flood', program: FLOOD, before: stop },
  { name: 'while it is stopped below a shell', program: CAT, shell: '"$0" "$@"; sleep 0', before: stop },
  {
    name: 'by SIGHUP alone',
    program: CAT,
    shell: STUBBORN,
    lose: (_, client) => process.kill(client, 'SIGHUP'),
  },
  {
    name: 'with its shell, which was killed',
    program: CAT,
    shell: '"$0" "$@"; sleep 0',
    lose: (terminal) => process.kill(terminal.pid, 'SIGKILL'),
  },
  {
    name: 'with an unread paste under way',
    program: DEAF,
    before: (terminal) => terminal.paste(Buffer.alloc(2_000_000, 'x')),
  },
];

for (const { name, program, shell, before, lose } of WAYS) {
  t.test(`a client whose terminal is lost ${name} leaves within a second`, async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['sh', '-c', program]);
    const args = ['-a', 's1', '-r', 'none'];
    const terminal = shell === undefined ? box.terminal(args) : box.shell(shell, args);
    await terminal.until(/READY|y\r\n/); // the beginning of a flood may be missing
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

t.test('a client whose terminal is lost while it waits for a silent host ends', async (t) => {
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
