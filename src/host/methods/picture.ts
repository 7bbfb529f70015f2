// What makes a terminal show the screen of some place in the output, to go on from there.
import { SCREEN_PART_BYTES } from '../../base/limits.ts';
import { Refusal, isCount } from '../request.ts';
import type { Asked } from '../request.ts';
import { whenShown } from './shown.ts';

/** The screen of now with its history, or the last one before a place that is remembered. */
export function picture(asked: Asked): void {
  const { session, params } = asked;
  const { record, checkpoints, output } = session;
  const { since, history } = params;
  if ((since !== undefined && !isCount(since)) || (history !== undefined && !isCount(history)))
    throw new Refusal('bad-params');
  if (since !== undefined) {
    const { at, picture } = checkpoints.before(since);
    return send(asked, at, picture);
  }
  whenShown(asked, (end) => {
    checkpoints.markAt(end);
    const text = output.screen.restore(history);
    if (text === undefined) throw new Refusal('no-screen');
    send(asked, Math.max(checkpoints.placeBefore(end), record.kept.start), Buffer.from(text));
  });
}

function send({ session, reply }: Asked, at: number, bytes: Buffer): void {
  const { cols, rows } = session.record.sizes.at(at).size;
  const about = { at, cols, rows, history: session.order.history };
  for (let from = 0; from === 0 || from < bytes.length; from += SCREEN_PART_BYTES) {
    const to = from + SCREEN_PART_BYTES;
    reply({ ...(from === 0 ? about : {}), picture: bytes.subarray(from, to), more: to < bytes.length });
  }
}
