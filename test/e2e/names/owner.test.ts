// Another user's socket at the path of a session is never talked to.
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import type { Test } from 'tap';
import { Sandbox } from '../../support/sandbox.ts';

const NOT_ROOT = process.geteuid?.() !== 0 && 'needs root, who can give files away';

/** A user id that need not exist. */
const OTHER = 54_321;

/** Binds a socket of another user, and returns a function that counts the connections to it. */
async function foreignSocket(t: Test, at: string): Promise<() => number> {
  let connections = 0;
  const server = net.createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(at, resolve));
  fs.chmodSync(at, 0o777);
  fs.chownSync(at, OTHER, OTHER);
  t.teardown(() => server.close());
  return () => connections;
}

const VERBS: readonly (readonly string[])[] = [
  ['-a', './s'],
  ['-A', './s', 'true'],
  ['-c', './s', 'true'],
  ['-n', './s', 'true'],
  ['-N', './s', 'true'],
  ['-p', './s'],
  ['run', './s', 'true'],
  ['screen', './s'],
  ['send', './s', 'x', 'Enter'],
  ['wait', './s', '--exit'],
  ['log', './s'],
  ['log', '-f', './s'],
  ['events', './s'],
  ['detach', './s'],
  ['kill', './s'],
  ['rm', './s'],
  ['rename', './s', './new'],
  ['record', './s', 'file'],
];

t.test("no mode or verb talks to another user's socket", { skip: NOT_ROOT }, async (t) => {
  const box = new Sandbox(t);
  const connections = await foreignSocket(t, box.path('s'));
  for (const args of VERBS) {
    const attaches = ['-a', '-A', '-c'].includes(args[0] ?? '');
    const result = attaches ? undefined : await box.run(args, { input: Buffer.from('secret') });
    const terminal = attaches ? box.terminal(args) : undefined;
    const status = await (terminal?.ended ?? result?.status);
    t.equal(status, 125, args.join(' '));
    t.match(
      terminal?.text ?? result?.stderr,
      /\/s belongs to user 54321, not to you \(root\)/,
      args.join(' '),
    );
  }
  t.equal(connections(), 0);
  t.strictSame(fs.readdirSync(box.folder), ['s'], 'nothing was made or removed');
});

t.test("list shows another user's socket as foreign", { skip: NOT_ROOT }, async (t) => {
  const box = new Sandbox(t);
  const connections = await foreignSocket(t, box.path('s'));
  for (const args of [['list'], ['list', './s'], ['list', '--json'], ['list', '--all']]) {
    const { status, stdout, stderr } = await box.run(args);
    t.strictSame([status, stderr], [0, ''], args.join(' '));
    t.match(stdout.toString(), /foreign/, args.join(' '));
  }
  t.equal(connections(), 0);
});
