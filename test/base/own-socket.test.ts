// A client talks only to sockets of its own user and of root, and only to the very socket whose
// owner it has checked.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { checkSocket, probe, withOwnSocket } from '../../src/base/sockets/own-socket.ts';

const NOT_ROOT = process.geteuid?.() !== 0 && 'needs root, who can give files away';

/** A user id that need not exist. */
const OTHER = 54_321;

/** A folder whose path is short enough for a socket in it. */
function made(t: Test): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a server that sends these words. */
async function server(t: Test, at: string, words: string): Promise<void> {
  const server = net.createServer((socket) => socket.on('error', () => undefined).end(words));
  await new Promise<void>((resolve) => server.listen(at, resolve));
  t.teardown(() => server.close());
}

/** What the server at the other end of the socket sends. */
function heard(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let words = '';
    socket.on('data', (chunk) => (words += chunk.toString()));
    socket.on('error', reject).on('close', () => resolve(words));
  });
}

t.test("another user's socket is refused, and not connected to", { skip: NOT_ROOT }, async (t) => {
  const folder = made(t);
  const at = path.join(folder, 's');
  await server(t, at, 'mine');
  t.equal(await probe(folder, 's'), 'live');
  fs.chownSync(at, OTHER, OTHER);
  const refused = { code: 'bad-owner', message: /s belongs to user 54321, not to you \(root\)/ };
  await t.rejects(probe(folder, 's'), refused);
  t.throws(() => withOwnSocket(folder, 's', () => t.fail('it is used')), refused);
  t.end();
});

t.test('a user talks to sockets of its own and of root', { skip: NOT_ROOT }, (t) => {
  const owned = (uid: number): fs.Stats => Object.assign(fs.lstatSync('/'), { uid, isSocket: () => true });
  process.seteuid?.(OTHER);
  t.teardown(() => process.seteuid?.(0));
  t.doesNotThrow(() => checkSocket('/s', owned(OTHER)));
  t.doesNotThrow(() => checkSocket('/s', owned(0)));
  const message = /\/s belongs to user 1, not to you \(54321\) or to root/;
  t.throws(() => checkSocket('/s', owned(1)), { code: 'bad-owner', message });
  t.end();
});

const NOT_LINUX = process.platform !== 'linux' && 'no path leads to an open descriptor of a socket';

t.test('a socket that replaces the checked one is not connected to', { skip: NOT_LINUX }, async (t) => {
  const folder = made(t);
  await server(t, path.join(folder, 's'), 'checked');
  await server(t, path.join(folder, 'evil'), 'evil');
  const socket = withOwnSocket(folder, 's', (at) => {
    fs.renameSync(path.join(folder, 'evil'), path.join(folder, 's'));
    return net.connect(at);
  });
  t.equal(await heard(socket), 'checked');
  t.equal(
    await heard(withOwnSocket(folder, 's', (at) => net.connect(at))),
    'evil',
    'which can be told apart',
  );
});

t.test('a symbolic link is not followed', async (t) => {
  const folder = made(t);
  await server(t, path.join(folder, 's'), 'mine');
  fs.symlinkSync('s', path.join(folder, 'link'));
  await t.rejects(probe(folder, 'link'), { code: 'not-a-socket' });
  fs.rmSync(path.join(folder, 'link'));
  t.equal(await probe(folder, 'link'), 'none');
});
