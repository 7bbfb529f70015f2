// Hosts that cannot be started, or do not come up: whoever wants one is told why.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import t from 'tap';
import { PLAIN_CALLER } from '../../src/base/caller.ts';
import { launchOrder } from '../../src/base/launch.ts';
import { launch } from '../../src/control/launch.ts';

const address = { session: 's1', folder: '/none', file: 's1', path: '/none/s1' };
const order = launchOrder(
  {
    ...{
      address,
      version: '0',
      command: ['true'],
      size: { cols: 80, rows: 24 },
      sizing: 'leader',
      history: 0,
    },
    ...{
      creatorAttaches: false,
      keepMs: 0,
      log: undefined,
      logBytes: undefined,
      record: undefined,
      sshAgent: false,
    },
  },
  { caller: PLAIN_CALLER, environment: { given: {}, onTerminal: false, changes: [] }, cwd: undefined },
);

const start = (file: string, ...args: string[]): ChildProcess =>
  spawn(file, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });

t.test('an executable that is not there', async (t) => {
  const failed = launch(() => start('/no/such/file'), order);
  await t.rejects(failed, {
    code: 'spawn-failed',
    message: /^the host of s1 could not be started: .*ENOENT/,
  });
});

t.test('no descriptors for another process', async (t) => {
  // What child_process gives then: no streams, and the error in the next turn.
  const none = new EventEmitter() as unknown as ChildProcess;
  process.nextTick(() => none.emit('error', new Error('spawn node EMFILE')));
  await t.rejects(
    launch(() => none, order),
    { code: 'spawn-failed', message: /EMFILE/ },
  );
});

t.test('a host that ends without a word', async (t) => {
  const failed = launch(() => start(process.execPath, '-e', '0'), order);
  await t.rejects(failed, { code: 'spawn-failed', message: /it ended without a word|EPIPE|ECONNRESET/ });
});

t.test('a host that had ended before there was an order', async (t) => {
  const host = start('true');
  await once(host, 'close');
  await t.rejects(
    launch(() => host, order),
    { code: 'spawn-failed', message: /it ended at once/ },
  );
});
