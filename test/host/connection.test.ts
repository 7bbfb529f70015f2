// The end of a client's connection: what the client still sends does not close it early.
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { Decoder } from '../../protocol/decoder.ts';
import { encode } from '../../protocol/encode.ts';
import type { Message } from '../../protocol/message.ts';
import { Connection } from '../../src/host/clients/connection.ts';

const OFFER: Message = {
  type: 'lend',
  step: 'offered',
  terminal: { path: '/dev/null', device: '0:0', inode: 1, pid: process.pid },
};

t.test('a client that offers its terminal after the end still gets everything that was sent', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connection-'));
  const server = net.createServer();
  const client = new net.Socket({ allowHalfOpen: true });
  t.teardown(() => {
    client.destroy();
    server.close();
    fs.rmSync(folder, { recursive: true });
  });
  await new Promise<void>((resolve) => server.listen(path.join(folder, 's'), resolve));
  const accepted = once(server, 'connection');
  client.connect(path.join(folder, 's'));
  const [peer] = (await accepted) as [net.Socket];
  const heard = new Promise<void>((resolve) => {
    const onMessage = (from: Connection, message: Message): void => {
      if (message.type === 'lend') from.lending.receive(message);
      resolve();
    };
    const nothing = (): void => undefined;
    const connection = new Connection(1, peer, { onMessage, onProgress: nothing, onClose: nothing });
    connection.send({ type: 'data', bytes: Buffer.alloc(50_000, 'x') });
    connection.sendLast({ type: 'exit', status: 3, signal: 0 });
  });
  client.write(encode(OFFER));
  await heard;
  t.notOk(peer.destroyed, 'it stays open until the client has closed it');
  const types: string[] = [];
  const decoder = new Decoder();
  client.on('data', (chunk) => void decoder.push(chunk, ({ type }) => types.push(type)));
  await once(client, 'end');
  t.strictSame(types, ['data', 'exit']);
});
