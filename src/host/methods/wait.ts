// Waiting for what happens in a session.
import { LONGEST_TIMER_MS, WAIT_LOOK_MS } from '../../base/limits.ts';
import { Refusal, isCount } from '../request.ts';
import type { Asked } from '../request.ts';

/** Replies when there has been no output for so long, and some behind a number of bytes. Output itself is not delayed. */
export function wait({ session, params, from, reply }: Asked): void {
  const { idle, since = -1 } = params;
  if (!isCount(idle) || idle > LONGEST_TIMER_MS || typeof since !== 'number') throw new Refusal('bad-params');
  const { record } = session;
  const look = (): void => {
    if (from.gone) return;
    const left = record.output > since ? idle - record.quietMs : idle;
    if (left <= 0 && record.output > since) {
      session.checkpoints.mark();
      return reply({ output: record.output });
    }
    // Where nothing has come yet, what comes next is looked at before it can have been quiet for long enough.
    setTimeout(look, Math.min(Math.max(left, 1), idle || WAIT_LOOK_MS));
  };
  look();
}
