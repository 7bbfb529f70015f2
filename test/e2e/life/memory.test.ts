// A host gives back the memory of a peak, even if its program never stops printing.
import fs from 'node:fs';
import t from 'tap';
import { MAX_PAYLOAD_BYTES } from '../../../protocol/wire-limits.ts';
import { Peer } from '../../support/peer.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';

const CLIENTS = 60;

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;

t.test('the memory for many half frames is given back while the program prints', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'while sleep 0.1; do echo tick; done']);
  const { host: pid } = JSON.parse((await box.run(['list', '--json'])).stdout.toString()) as { host: number };
  const before = residentBytes(pid);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(MAX_PAYLOAD_BYTES);
  const half = Buffer.concat([size, Buffer.alloc(MAX_PAYLOAD_BYTES - 1)]);
  const peers = await Promise.all(Array.from({ length: CLIENTS }, () => Peer.connect(box.path('s1'))));
  await Promise.all(peers.map((peer) => peer.write(half)));
  const taken = (CLIENTS * MAX_PAYLOAD_BYTES) / 2;
  await eventually(
    () => residentBytes(pid) - before > taken,
    () => residentBytes(pid) - before,
  );
  for (const peer of peers) peer.close();
  await eventually(
    () => residentBytes(pid) - before < taken / 3,
    () => residentBytes(pid) - before,
  );
  t.pass();
});
