// Gives a host its order, and waits until its socket accepts connections, or for the reason why it does not.
import type { Socket } from 'node:net';
import { TdetachError, reason } from '../base/error.ts';
import type { LaunchAnswer, LaunchOrder } from '../base/launch.ts';
import { LAUNCH_DESCRIPTOR } from '../base/launch.ts';
import { LAUNCH_WAIT_MS } from '../base/limits.ts';
import type { StartHost } from '../base/start-host.ts';

/**
 * Makes a session.
 * @returns the host's process id
 * @throws TdetachError as the host reports it; spawn-failed where it says nothing
 */
export function launch(startHost: StartHost, order: LaunchOrder): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (why: string, cause?: unknown): void =>
      reject(
        new TdetachError(
          'spawn-failed',
          `the host of ${order.address.session} could not be started: ${why}`,
          cause,
        ),
      );
    const host = startHost();
    host.on('error', (error) => failed(reason(error), error));
    if (host.pid === undefined) return; // which that tells the reason of
    const pipe = host.stdio[LAUNCH_DESCRIPTOR] as Socket;
    if (pipe.destroyed) return failed('it ended at once');
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      pipe.destroy();
      failed(`it said nothing for ${LAUNCH_WAIT_MS / 1000} s`);
    }, LAUNCH_WAIT_MS);
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
