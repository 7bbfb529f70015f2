// Starts a host as a detached process, and waits until its socket accepts connections,
// or for the reason why it does not.
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { compileCache } from '../base/compile-cache.ts';
import { TdetachError, reason } from '../base/error.ts';
import type { LaunchAnswer, LaunchOrder } from '../base/launch.ts';
import { HOST_FLAGS, HOST_VERB, LAUNCH_DESCRIPTOR } from '../base/launch.ts';
import { LAUNCH_WAIT_MS } from '../base/limits.ts';

/** What a host needs to run at all; the program gets the caller's environment through the order. */
const HOST_VARIABLES = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/**
 * glibc's malloc gives memory back to the system from one arena (a host has one busy thread), and never learns to keep
 * what was once large (mallopt(3)): a host lives long and is mostly idle. What a flood needs for a while, frames of output and
 * what V8's compilers work in (8 KiB and more at once), is mapped on its own: it would leave megabytes of holes.
 */
const HOST_MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8192',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

function hostEnvironment(): NodeJS.ProcessEnv {
  const given = Object.fromEntries(HOST_VARIABLES.map((name) => [name, process.env[name]]));
  return { ...HOST_MALLOC, ...given, NODE_COMPILE_CACHE: compileCache(process.env) };
}

/**
 * @param executable path of the host's script
 * @returns the host's process id
 * @throws TdetachError as the host reports it; spawn-failed where it says nothing
 */
export function launch(executable: string, order: LaunchOrder): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (why: string, cause?: unknown): void =>
      reject(
        new TdetachError(
          'spawn-failed',
          `the host of ${order.address.session} could not be started: ${why}`,
          cause,
        ),
      );
    const host = spawn(process.execPath, [...HOST_FLAGS, executable, HOST_VERB], {
      detached: true,
      cwd: '/',
      env: hostEnvironment(),
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    host.unref();
    const pipe = host.stdio[LAUNCH_DESCRIPTOR] as Socket;
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      pipe.destroy();
      failed(`it said nothing for ${LAUNCH_WAIT_MS / 1000} s`);
    }, LAUNCH_WAIT_MS);
    host.on('error', (error) => failed(reason(error), error));
    pipe.on('error', (error) => failed(reason(error), error));
    pipe.on('data', (chunk) => chunks.push(chunk));
    pipe.on('close', () => {
      clearTimeout(timer);
      if (chunks.length === 0) return failed('it ended without a word');
      const answer = JSON.parse(Buffer.concat(chunks).toString()) as LaunchAnswer;
      if ('code' in answer) reject(new TdetachError(answer.code, answer.message));
      else resolve(answer.pid);
    });
    pipe.end(JSON.stringify(order));
  });
}
