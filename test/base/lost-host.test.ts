// The search for a host that has lost its socket, while a host makes the socket again.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import type { Address } from '../../src/base/address/address.ts';
import { mendLost } from '../../src/base/sockets/lost-host.ts';

t.test('a session whose socket came back during the search is found by its name', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-')); // a short path, because addresses are short
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  const address: Address = { session: 's1', folder, file: 's1', path: path.join(folder, 's1') };
  t.equal(await mendLost(address), false, 'no socket, no host');
  // The search does not take this process for a host: it acts like a host that has just closed its
  // former socket.
  const server = net.createServer((peer) => peer.destroy());
  t.teardown(() => server.close());
  await new Promise<void>((resolve) => server.listen(address.path, resolve));
  t.equal(await mendLost(address), true, 'a socket that answers');
});
