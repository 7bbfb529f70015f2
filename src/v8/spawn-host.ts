// Starts the process of a host, with settings of Node and malloc that keep it small: a host lives
// long and is mostly idle. The launcher (bin/launcher.sh) starts a host in the same way. Gain: less
// than 0.15 MB in a host that has only started. The settings matter after a flood, and they let an
// idle host make no system calls (test/e2e/life/idle.test.ts). To measure: npm run build && node
// dist/bench/tricks.js 5
import { createRequire } from 'node:module';
import type * as ChildProcesses from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { HOST_VERB } from '../base/launch/launch-messages.ts';

/**
 * Flags of a host's Node. The young generation is small (1 MiB, not 16): a busy host would fill the
 * larger one as well, and keep it. V8 does not wake up every few seconds to look for garbage,
 * because a host at rest has collected it (idle-collector.ts). Do not add other V8 flags here: most
 * of them make Node compile its own code at the start (7 ms) instead of using its cached code.
 */
export const HOST_FLAGS = ['--max-semi-space-size=1', '--no-memory-reducer'];

/**
 * Variables that a host itself needs. The program gets the caller's environment through the order.
 */
export const HOST_VARIABLES = [
  ...['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'],
  ...['HOME', 'XDG_CACHE_HOME', 'NODE_DISABLE_COMPILE_CACHE'], // for the code cache
];

/**
 * Settings of glibc's malloc (mallopt(3)). One arena is enough, as a host has one busy thread.
 * Fixed thresholds stop malloc from raising them after a large allocation and then keeping the
 * memory. Blocks of 8 KiB and more are mapped separately: frames of output and the work space of
 * V8's compilers would otherwise leave megabytes of holes after a flood.
 */
export const HOST_MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8192',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * Starts a host's process. A host without an order exits when the launch pipe closes.
 * @param executable path of bin/tdetach.ts, built
 */
export function startHost(executable: string): ChildProcess {
  // Many commands start no process, so this module is loaded on demand.
  const { spawn } = createRequire(executable)('node:child_process') as typeof ChildProcesses;
  const given = Object.fromEntries(HOST_VARIABLES.map((name) => [name, process.env[name]]));
  const host = spawn(process.execPath, [...HOST_FLAGS, executable, HOST_VERB], {
    detached: true,
    cwd: '/',
    env: { ...HOST_MALLOC, ...given },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  host.on('error', () => undefined); // launch.ts reports a failed start to the caller
  host.unref();
  return host;
}
