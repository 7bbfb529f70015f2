// The process of a host, which waits for its order (launch.ts).
import { createRequire } from 'node:module';
import type * as ChildProcesses from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { EarlyHost } from './early-host.ts';
import { HOST_FLAGS, HOST_VERB } from './launch.ts';

export interface StartHost {
  /** Starts a host's process, or gives one that has been started and still waits for its order. */
  (): ChildProcess;
  /** Gives the one that the launcher has started, where it has, once. */
  early?(): EarlyHost | undefined;
}

/** What a host needs to run at all; the program gets the caller's environment through the order. */
export const HOST_VARIABLES = [
  ...['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'],
  ...['HOME', 'XDG_CACHE_HOME', 'NODE_DISABLE_COMPILE_CACHE'], // for what is kept for its next start
];

/**
 * glibc's malloc gives memory back to the system from one arena (a host has one busy thread), and never learns to keep
 * what was once large (mallopt(3)): a host lives long and is mostly idle. What a flood needs for a while, frames of output and
 * what V8's compilers work in (8 KiB and more at once), is mapped on its own: it would leave megabytes of holes.
 */
export const HOST_MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8192',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * Starts a host's process. Without an order it goes when the conversation is closed.
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
