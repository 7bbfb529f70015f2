// Validates terminal sizes that callers of the library pass.
import { MAX_TERMINAL_CELLS_ACROSS } from '../../protocol/wire-limits.ts';
import { TdetachError } from '../base/error.ts';

/** The size of a terminal. */
export interface TerminalSize {
  /** Columns and rows, 1 to 65,535. */
  readonly cols: number;
  readonly rows: number;
}

const isAcross = (cells: number): boolean =>
  Number.isInteger(cells) && cells > 0 && cells <= MAX_TERMINAL_CELLS_ACROSS;

/** @throws TdetachError bad-argument */
export function checkSize({ cols, rows }: TerminalSize): TerminalSize {
  if (isAcross(cols) && isAcross(rows)) return { cols, rows };
  const most = MAX_TERMINAL_CELLS_ACROSS;
  throw new TdetachError('bad-argument', `bad size ${cols} x ${rows}: give whole numbers, 1 to ${most}`);
}
