// The output as it came: what is kept of it, and what comes, to each at its own pace.
import { OUTPUT_PART_BYTES } from '../../base/limits.ts';
import { Pace } from '../pace.ts';
import { Refusal, isCount } from '../request.ts';
import type { Asked } from '../request.ts';

/**
 * The kept output is the queue of everybody who follows it: they are sent the next part when they have taken what they had.
 * One that has fallen behind what is kept is told where it goes on; or the program is slowed down for it (`pace`).
 */
export function output({ session, params, from, reply }: Asked): void {
  const { since = 0, follow = false, pace = false } = params;
  if (!isCount(since) || typeof follow !== 'boolean' || typeof pace !== 'boolean')
    throw new Refusal('bad-params');
  const { record, followers } = session;
  let at = since;
  const part = (more: boolean): void => {
    at = Math.min(Math.max(at, record.kept.start), Math.max(at, record.output));
    const { size, until } = record.sizes.at(at);
    const bytes = record.kept.read(at, Math.min(OUTPUT_PART_BYTES, until - at));
    const { cols, rows } = size;
    reply({ from: at, bytes, cols, rows, more: more || at + bytes.length < record.output });
    at += bytes.length;
  };
  const all = (more: boolean): void => {
    do part(more);
    while (at < record.output);
  };
  if (!follow) return all(false);
  const holding = pace ? new Pace(session.output.flow, from) : undefined;
  const next = (): void => {
    if (at < record.output && from.outbox.empty) part(true);
    holding?.behind(record.output - at);
  };
  const stop = followers.add({ output: next, ended: () => all(false) });
  from.onTaken = (): void => {
    holding?.taken();
    next();
  };
  from.whenGone(() => {
    stop();
    holding?.stop();
  });
  part(true);
}
