// Makes sessions as `tdetach -n` does, in the process of a test.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { locateNew } from '../../src/base/address/locate-new.ts';
import { PLAIN_CALLER } from '../../src/base/launch/caller.ts';
import { launchOrder } from '../../src/base/launch/launch-messages.ts';
import { DEFAULT_SIZE } from '../../src/base/limits/client-limits.ts';
import { KEEP_MS } from '../../src/base/limits/ended-limits.ts';
import { HISTORY_LINES } from '../../src/base/limits/limits.ts';
import { VERSION } from '../../src/base/version.ts';
import { launch } from '../../src/control/sessions/launch.ts';
import type { CreateOptions } from '../../src/library/create.ts';
import { startHost } from '../../src/v8/spawn-host.ts';

export const EXECUTABLE = fileURLToPath(new URL('../../bin/tdetach.cjs', import.meta.url));

type Detached = Omit<CreateOptions, 'signal'> & Required<Pick<CreateOptions, 'command' | 'env' | 'cwd'>>;

/**
 * Makes a session as `-n` does. The library's `create` would keep its connection to the host, to
 * learn of the end.
 */
export async function createDetached(name: string, options: Detached): Promise<void> {
  const { command, cwd, size = DEFAULT_SIZE, sizing = 'leader', log, record } = options;
  const order = launchOrder(
    {
      address: await locateNew(name, { TDETACH_DIR: options.folder }),
      ...{ version: VERSION, command, sizing, creatorAttaches: false },
      size: typeof sizing === 'object' ? sizing : size,
      ...{ history: options.history ?? HISTORY_LINES, keepMs: options.keepMs ?? KEEP_MS },
      log: log === undefined ? undefined : path.resolve(cwd, log),
      logBytes: options.logBytes,
      record: record === undefined ? undefined : path.resolve(cwd, record),
      ...{ sshAgent: options.sshAgent ?? false, shellIntegration: options.shellIntegration ?? false },
    },
    {
      caller: PLAIN_CALLER,
      environment: { given: options.env, onTerminal: false, changes: [] },
      cwd,
    },
  );
  await launch(() => startHost(EXECUTABLE), order);
}
