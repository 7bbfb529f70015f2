// The process of a host, and what its Node and its malloc are told: a host lives long and is mostly
// idle, so it is started small. The launcher (bin/launcher.sh) starts one in the same way. Brings:
// less than 0.15 MB of a host that has done nothing but start; what they are for is after a flood,
// and an idle host without a system call (test/e2e/life/idle.test.ts). Shown by: npm run build &&
// node dist/bench/tricks.js 5
import { createRequire } from 'node:module';
import type * as ChildProcesses from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { HOST_VERB } from '../base/launch/launch-messages.ts';

/**
 * What a host's Node is started with. Its heap has little that lives for a short time only: V8's
 * space for that may be small (1 MiB and not 16), which a busy host fills all the same, and keeps.
 * An idle host does nothing: V8 does not wake up every few seconds to look whether there is
 * garbage, as a host at rest has collected it (idle-collector.ts). Other flags of V8's do not
 * belong here: with most of them Node's own code has to be compiled anew (7 ms of a start), which
 * it else has ready.
 */
export const HOST_FLAGS = ['--max-semi-space-size=1', '--no-memory-reducer'];

/** What a host needs to run at all; the program gets the caller's environment through the order. */
export const HOST_VARIABLES = [
  ...['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'],
  ...['HOME', 'XDG_CACHE_HOME', 'NODE_DISABLE_COMPILE_CACHE'], // for what is kept for its next start
];

/**
 * glibc's malloc gives memory back to the system from one arena (a host has one busy thread), and
 * never learns to keep what was once large (mallopt(3)): a host lives long and is mostly idle. What
 * a flood needs for a while, frames of output and what V8's compilers work in (8 KiB and more at
 * once), is mapped on its own: it would leave megabytes of holes.
 */
export const HOST_MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8192',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * Starts a host's process. Without an order it exits when the launch pipe closes.
 * @param executable path of bin/tdetach.ts, built
 */
export function startHost(executable: string): ChildProcess {
  // Many a command starts no process, and does without the module that does.
  const { spawn } = createRequire(executable)('node:child_process') as typeof ChildProcesses;
  const given = Object.fromEntries(HOST_VARIABLES.map((name) => [name, process.env[name]]));
  const host = spawn(process.execPath, [...HOST_FLAGS, executable, HOST_VERB], {
    detached: true,
    cwd: '/',
    env: { ...HOST_MALLOC, ...given },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  host.on('error', () => undefined); // whoever has an order for it is told
  host.unref();
  return host;
}
