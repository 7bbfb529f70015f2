// The size of a terminal, and the rule that a session's size follows, with its text on the wire and
// on the command line.
import { MAX_TERMINAL_CELLS_ACROSS } from './wire-limits.ts';

export interface Size {
  /** Columns, 1 to 65,535. */
  readonly cols: number;
  /** Rows, 1 to 65,535. */
  readonly rows: number;
  /** Width and height in pixels, 0 to 65,535. 0, or left out, means unknown. */
  readonly xpixel?: number | undefined;
  readonly ypixel?: number | undefined;
}

/**
 * A session's size follows the leader's terminal, the smallest or the largest terminal of the
 * clients that are not read-only, or is fixed.
 */
export const SIZINGS = ['leader', 'smallest', 'largest'] as const;
export type Sizing = (typeof SIZINGS)[number] | Size;

/** Reads `leader`, `smallest`, `largest` or COLSxROWS; undefined for anything else. */
export function parseSizing(text: string): Sizing | undefined {
  const word = SIZINGS.find((one) => one === text);
  if (word) return word;
  const [, cols, rows] = (/^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text) ?? []).map(Number);
  if (!cols || !rows || Math.max(cols, rows) > MAX_TERMINAL_CELLS_ACROSS) return undefined;
  return { cols, rows };
}

export const formatSizing = (sizing: Sizing): string =>
  typeof sizing === 'string' ? sizing : `${sizing.cols}x${sizing.rows}`;
