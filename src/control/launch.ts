// Gives a host its order, and waits until its socket accepts connections, or for the reason why it does not. Invariant: a host
// that is not ready when its starter gives up is ended.
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { TdetachError, reason } from '../base/error.ts';
import type { LaunchAnswer, LaunchOrder } from '../base/launch.ts';
import { LAUNCH_DESCRIPTOR } from '../base/launch.ts';
import { LAUNCH_END_MS, LAUNCH_WAIT_MS } from '../base/limits.ts';
import type { StartHost } from '../base/start-host.ts';
import { aborted } from './patience.ts';

/** Resolves once a process has ended, with how; `undefined` where it does not within the time. */
function endOf(host: ChildProcess, ms: number): Promise<string | undefined> {
  const how = (): string | undefined => {
    if (host.signalCode !== null) return `its process was ended by ${host.signalCode}`;
    return host.exitCode === null ? undefined : `its process ended with status ${host.exitCode}`;
  };
  return new Promise((resolve) => {
    if (how() !== undefined) return resolve(how());
    const timer = setTimeout(() => resolve(undefined), ms);
    host.once('exit', () => {
      clearTimeout(timer);
      resolve(how());
    });
  });
}

/** Ends a host that is not ready: one that has a session by then ends that, too. */
async function end(host: ChildProcess): Promise<void> {
  const ended = endOf(host, LAUNCH_END_MS);
  host.kill('SIGTERM');
  if ((await ended) === undefined) host.kill('SIGKILL');
}

/**
 * Makes a session.
 * @param waitMs how long the host has
 * @param signal gives up
 * @returns the host's process id
 * @throws TdetachError as the host reports it; spawn-failed where it says nothing; aborted
 */
export function launch(
  startHost: StartHost,
  order: LaunchOrder,
  waitMs = LAUNCH_WAIT_MS,
  signal?: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { session } = order.address;
    if (signal?.aborted) return reject(aborted(session, signal));
    const failed = (why: string, cause?: unknown): void =>
      reject(new TdetachError('spawn-failed', `the host of ${session} could not be started: ${why}`, cause));
    const host = startHost();
    host.on('error', (error) => failed(reason(error), error));
    if (host.pid === undefined) return; // which that tells the reason of
    const pipe = host.stdio[LAUNCH_DESCRIPTOR] as Socket;
    if (pipe.destroyed) return failed('it ended at once');
    const chunks: Buffer[] = [];
    let over = false;
    const stop = (): void => {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      pipe.destroy();
    };
    const late = async (): Promise<void> => {
      stop();
      await end(host);
      const why = `it was not ready within ${waitMs / 1000} s, and was ended`;
      failed(
        `${why}: this machine, or a limit on processes (ulimit -u) or memory, may keep it from starting`,
      );
    };
    const timer = setTimeout(() => void late(), waitMs);
    const onAbort = (): void => {
      stop();
      void end(host).then(() => reject(aborted(session, signal)));
    };
    signal?.addEventListener('abort', onAbort);
    pipe.on('error', () => pipe.destroy()); // it has ended: how, its process tells
    pipe.on('data', (chunk) => chunks.push(chunk));
    pipe.on('close', () => {
      if (over) return;
      stop();
      if (chunks.length === 0) {
        void endOf(host, LAUNCH_END_MS).then((how = 'it closed the conversation') =>
          failed(
            `${how} before it said a word: a limit (ulimit -a), or a damaged installation, may keep Node from running it`,
          ),
        );
        return;
      }
      const answer = JSON.parse(Buffer.concat(chunks).toString()) as LaunchAnswer;
      if ('code' in answer) reject(new TdetachError(answer.code, answer.message));
      else resolve(answer.pid);
    });
    pipe.end(JSON.stringify(order));
  });
}
