// Durations on the command line: 500ms, 10s, 2m, 1h.
import { MAX_TIMER_MS } from '../../base/limits/limits.ts';
import { usage } from './parser.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * @returns milliseconds
 * @throws TdetachError usage
 */
export function duration(given: string, verb?: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(given) ?? [];
  const ms = Math.round(Number(count) * (UNITS[unit] ?? NaN));
  if (ms <= MAX_TIMER_MS) return ms;
  const how = Number.isNaN(ms) ? 'such as 500ms, 10s, 2m or 1h' : 'of 24 days at most';
  throw usage(`bad duration ${JSON.stringify(given)}: give one ${how}`, verb);
}
