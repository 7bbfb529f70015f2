// Parses a number of history lines.
import { MAX_HISTORY_LINES } from '../../base/limits/limits.ts';
import { usage } from './parser.ts';

/** @throws TdetachError usage */
export function historyLines(given: string, verb?: string): number {
  const count = /^\d+$/.test(given) ? Number(given) : Infinity;
  if (count <= MAX_HISTORY_LINES) return count;
  const or = verb === undefined ? '' : ', or all';
  throw usage(
    `bad history ${JSON.stringify(given)}: give a number of lines, 0 to ${MAX_HISTORY_LINES}${or}`,
    verb,
  );
}
