// Answers with the contents of the screen.
import { SCREEN_PART_BYTES } from '../../base/limits/flow-limits.ts';
import { Refusal } from './refusal.ts';
import { isCount } from './host-context.ts';
import type { Asked } from './host-context.ts';
import { whenShown } from './shown-method.ts';

/**
 * Replies with the present screen, in parts that fit a frame. The first part has everything except
 * the rest of the text.
 */
export function screen(asked: Asked<'output' | 'checkpoints' | 'order'>): void {
  const { session, params, reply } = asked;
  const { history = 0, ansi = false } = params;
  if (!isCount(history) || typeof ansi !== 'boolean') throw new Refusal('bad-params');
  const answer = (output: number): void => {
    const view = session.output.screen.view(history, ansi ? 'ansi' : 'plain');
    if (!view) throw new Refusal('no-screen');
    session.checkpoints.markAt(output);
    const { plain, ansi: coloured, cursor, ...rest } = view;
    const bytes = Buffer.from(ansi ? coloured : plain);
    const about = { ...rest, ...cursor, kept: session.order.history, output };
    for (let from = 0; from === 0 || from < bytes.length; from += SCREEN_PART_BYTES) {
      const to = from + SCREEN_PART_BYTES;
      reply({ ...(from === 0 ? about : {}), text: bytes.subarray(from, to), more: to < bytes.length });
    }
  };
  whenShown(asked, answer, false);
}
