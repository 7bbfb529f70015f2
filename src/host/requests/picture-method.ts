// Sends what makes a terminal show the screen of a place in the output, to continue from there.
import { SCREEN_PART_BYTES } from '../../base/limits/flow-limits.ts';
import type { TypedLine } from '../../base/text/typed-line.ts';
import { Refusal } from './refusal.ts';
import { isCount } from './host-context.ts';
import type { Asked } from './host-context.ts';
import { whenShown } from './shown-method.ts';

/** The screen of now with its history, or the last one before a place that is remembered. */
export function picture(asked: Asked<'stats' | 'order' | 'output' | 'checkpoints'>): void {
  const { session, params } = asked;
  const { stats, checkpoints, output } = session;
  const { since, history } = params;
  if ((since !== undefined && !isCount(since)) || (history !== undefined && !isCount(history)))
    throw new Refusal('bad-params');
  if (since !== undefined) {
    const typed = stats.typedLines.near(since);
    const { at, snapshot } = checkpoints.before(Math.min(since, ...typed.map(({ from }) => from)));
    return send(asked, at, snapshot, typed);
  }
  /** A terminal that the host composes for is put into the modes at least. */
  const refuse = (code: string): void => {
    const { from } = asked;
    const modes = from.isComposed ? from.redraw(Buffer.from(output.screen.enter())) : undefined;
    asked.refuse(code, modes && { picture: modes });
  };
  const answer = (end: number): void => {
    checkpoints.markAt(end);
    const text = output.screen.restore(history);
    if (text === undefined) throw new Refusal('no-screen');
    const bytes = asked.from.redraw(Buffer.from(text));
    send(asked, Math.max(checkpoints.placeBefore(end), stats.kept.start), bytes);
  };
  whenShown({ ...asked, refuse }, answer, true);
}

function send(
  { session, reply }: Asked<'stats' | 'order'>,
  at: number,
  bytes: Buffer,
  typed: readonly TypedLine[] = [],
): void {
  const { cols, rows } = session.stats.sizes.at(at).size;
  const about = { at, cols, rows, history: session.order.history, typed };
  for (let from = 0; from === 0 || from < bytes.length; from += SCREEN_PART_BYTES) {
    const to = from + SCREEN_PART_BYTES;
    reply({ ...(from === 0 ? about : {}), picture: bytes.subarray(from, to), more: to < bytes.length });
  }
}
