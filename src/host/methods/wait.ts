// Waiting for what happens in a session. Invariant: what cannot come true before there is more output waits for that, and no
// timer runs for it.
import { LONGEST_TIMER_MS } from '../../base/limits.ts';
import { openRequest } from '../open-requests.ts';
import { Refusal, isCount } from '../request.ts';
import type { Asked } from '../request.ts';

/** Replies when there has been no output for so long, and some behind a number of bytes. Output itself is not delayed. */
export function wait({ session, params, from, reply }: Asked): void {
  const { idle, since = -1 } = params;
  if (!isCount(idle) || idle > LONGEST_TIMER_MS || typeof since !== 'number') throw new Refusal('bad-params');
  const { record, followers, checkpoints } = session;
  let timer: NodeJS.Timeout | undefined;
  let unfollow: (() => void) | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    unfollow?.();
  };
  const answered = openRequest(from, stop);
  const look = (): void => {
    if (record.output <= since) {
      unfollow ??= followers.add({ output: look });
      return;
    }
    unfollow?.();
    unfollow = undefined;
    const left = idle - record.quietMs;
    if (left > 0) {
      timer = setTimeout(look, left);
      return;
    }
    answered();
    checkpoints.mark();
    reply({ output: record.output });
  };
  look();
}
