// Signals to the processes of a session.
import { spawn } from 'node:child_process';
import t from 'tap';
import { SessionProcesses } from '../../src/host/life/ending.ts';
import { DescriptorReserve } from '../../src/host/life/descriptor-reserve.ts';

t.test('a program that has no process session of its own yet is signalled all the same', async (t) => {
  const child = spawn('sleep', ['1000']);
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  new SessionProcesses(child.pid ?? 0, new DescriptorReserve()).signal({ signal: 'TERM', target: 'session' });
  t.equal(await ended, 'SIGTERM');
});
