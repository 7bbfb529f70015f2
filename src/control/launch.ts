// Starts a host as a detached process of the same executable, and waits until its socket accepts connections,
// or for the reason why it does not.
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { TdetachError, reason } from '../base/error.ts';
import type { LaunchAnswer, LaunchOrder } from '../base/launch.ts';
import { HOST_VERB, LAUNCH_DESCRIPTOR } from '../base/launch.ts';
import { LAUNCH_WAIT_MS } from '../base/limits.ts';

/** What a host needs to run at all; the program gets the caller's environment through the order. */
const HOST_VARIABLES = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/**
 * V8's young generation grows to 3 x 16 MB where much passes through, as in a paste of 10 MB; with 1 MB it costs
 * no throughput that could be measured.
 */
const HOST_NODE_OPTIONS = ['--max-semi-space-size=1'];

function hostEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(HOST_VARIABLES.map((name) => [name, process.env[name]]));
}

/**
 * @param executable path of the script that understands the hidden verb
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
    const host = spawn(process.execPath, [...HOST_NODE_OPTIONS, executable, HOST_VERB], {
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
