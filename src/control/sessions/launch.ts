// Gives a host its order, and waits until its socket accepts connections, or for the reason why it
// does not. Invariant: a host that is not ready when its starter gives up is ended.
import type { Readable } from 'node:stream';
import type { LaunchAnswer, LaunchOrder } from '../../base/launch/launch-messages.ts';
import { LAUNCH_WAIT_MS } from '../../base/limits/verb-limits.ts';
import { TdetachError, about, reason } from '../../base/error.ts';
import type { StartHost } from '../../base/launch/start-host-type.ts';
import { childHost, endHost, launchedHost } from './host-process.ts';
import type { HostProcess } from './host-process.ts';
import { aborted } from '../waiting/patience.ts';

/**
 * Makes a session.
 * @param waitMs how long the host has
 * @param signal gives up
 * @param keep receives the conversation, if the host is to report the session's end there
 *   (`tellsEnd`)
 * @returns the host's process id
 * @throws TdetachError as the host reports it; spawn-failed if it reports nothing; aborted
 */
export async function launch(
  startHost: StartHost,
  order: LaunchOrder,
  waitMs = LAUNCH_WAIT_MS,
  signal?: AbortSignal,
  keep?: (conversation: Readable) => void,
): Promise<number> {
  const early = startHost.early?.();
  // If it ended before it took the order, the reason is unknown here. The next host, a child,
  // reports it.
  const pid = early && (await converse(launchedHost(early), order, waitMs, signal));
  if (pid !== undefined) return pid;
  const { session } = order.address;
  if (signal?.aborted) throw aborted(session, signal);
  const child = startHost();
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(notStarted(order, reason(error), error)));
  });
  const host = childHost(child);
  if (!host) return failed;
  const started = async (): Promise<number> => {
    if (host.order.destroyed) throw notStarted(order, 'it ended at once');
    const said = await converse(host, order, waitMs, signal, keep);
    if (said !== undefined) return said;
    throw silent(order, (await host.howEnded()) ?? 'it closed the conversation');
  };
  return Promise.race([started(), failed]);
}

const silent = (order: LaunchOrder, how: string): TdetachError =>
  notStarted(
    order,
    `${how} before it said a word: a limit (ulimit -a), or a damaged installation, may keep Node from running it`,
  );

const notStarted = ({ address }: LaunchOrder, why: string, cause?: unknown): TdetachError =>
  new TdetachError('spawn-failed', `the host of ${address.session} could not be started: ${why}`, cause);

/**
 * Sends the order, and waits for the answer.
 * @returns the host's process id; undefined if it did not even take the order
 * @throws TdetachError as the host reports it; spawn-failed if it reports nothing in time; aborted
 */
function converse(
  host: HostProcess,
  order: LaunchOrder,
  waitMs: number,
  signal: AbortSignal | undefined,
  keep?: (conversation: Readable) => void,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { session } = order.address;
    const { answer } = host;
    const chunks: Buffer[] = [];
    let over = false;
    const said = (): string => Buffer.concat(chunks).toString();
    const stop = (): void => {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      host.order.destroy();
      answer.destroy();
    };
    const giveUp = (why: Error): void => {
      stop();
      void endHost(host, said()).then(() => reject(why));
    };
    const timer = setTimeout(() => {
      const why = `it was not ready within ${waitMs / 1000} s, and was ended`;
      giveUp(
        notStarted(
          order,
          `${why}: this machine, or a limit on processes (ulimit -u) or memory, may keep it from starting`,
        ),
      );
    }, waitMs);
    const onAbort = (): void => giveUp(aborted(session, signal));
    signal?.addEventListener('abort', onAbort);
    // The host has ended; its process reports how.
    host.order.on('error', () => host.order.destroy());
    answer.on('error', () => answer.destroy());
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      const line = keep && /^\{"pid":\d+\}\n/.exec(said());
      if (!line) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      answer.off('data', take);
      answer.pause();
      const rest = Buffer.from(said().slice(line[0].length));
      if (rest.length > 0) answer.unshift(rest);
      keep(answer);
      resolve((JSON.parse(line[0]) as { pid: number }).pid);
    };
    answer.on('data', take);
    answer.on('close', () => {
      if (over) return;
      const text = host.parse(said());
      stop();
      if (text === '') return resolve(undefined);
      if (text.trim() === '') return reject(silent(order, 'its process ended'));
      const answered = JSON.parse(text) as LaunchAnswer;
      if ('code' in answered) reject(about(session, new TdetachError(answered.code, answered.message)));
      else resolve(answered.pid);
    });
    host.order.end(JSON.stringify(order));
  });
}
