// What makes a terminal show the screen of some place in the output, to go on from there.
import { SCREEN_PART_BYTES } from '../../base/limits.ts';
import { Refusal, isCount } from '../request.ts';
import type { Asked, Session } from '../request.ts';

/** The screen of now with its history, or the last one before a place that is remembered. */
function chosen(
  { output, record, checkpoints }: Session,
  since: number | undefined,
  history: number | undefined,
): [number, Buffer] {
  if (since !== undefined) {
    const { at, picture } = checkpoints.before(since);
    return [at, picture];
  }
  checkpoints.mark();
  const text = output.screen.restore(history);
  if (text === undefined) throw new Refusal('no-screen');
  return [Math.max(checkpoints.place, record.kept.start), Buffer.from(text)];
}

export function picture({ session, params, reply }: Asked): void {
  const { since, history } = params;
  if ((since !== undefined && !isCount(since)) || (history !== undefined && !isCount(history)))
    throw new Refusal('bad-params');
  const [at, bytes] = chosen(session, since, history);
  const { cols, rows } = session.record.sizes.at(at).size;
  const about = { at, cols, rows, history: session.order.history };
  for (let from = 0; from === 0 || from < bytes.length; from += SCREEN_PART_BYTES) {
    const to = from + SCREEN_PART_BYTES;
    reply({ ...(from === 0 ? about : {}), picture: bytes.subarray(from, to), more: to < bytes.length });
  }
}
