// The session's size, set without a terminal.
import { MAX_TERMINAL_CELLS_ACROSS } from '../../../protocol/wire-limits.ts';
import { Refusal } from './refusal.ts';
import { isCount } from './host-context.ts';
import type { Asked } from './host-context.ts';

const isAcross = (value: unknown): value is number =>
  isCount(value) && value > 0 && value <= MAX_TERMINAL_CELLS_ACROSS;

/** Replies once the program's terminal has the size. */
export function resize({ session, params, from, reply }: Asked<'resize'>): void {
  const { cols, rows } = params;
  if (!isAcross(cols) || !isAcross(rows)) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  session.resize({ cols, rows });
  reply({ cols, rows });
}
