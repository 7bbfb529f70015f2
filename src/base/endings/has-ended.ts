// Reports that a session has ended, and how.
import type { Address } from '../address/address.ts';
import { readEnded } from './ended-record.ts';
import type { Ended } from './ended-record.ts';
import { TdetachError, about } from '../error.ts';
import { endInWords } from '../text/signal-name.ts';

const UNITS: readonly (readonly [number, string])[] = [
  [24 * 3_600_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];

/** `3 minutes ago` */
function ago(ms: number): string {
  const [unit, name] = UNITS.find(([one]) => ms >= one) ?? [1_000, 'second'];
  const count = Math.max(0, Math.floor(ms / unit));
  return count === 0 ? 'just now' : `${count} ${name}${count > 1 ? 's' : ''} ago`;
}

/** `with status 2, 3 minutes ago` */
export function howItEnded(ended: Ended, now: number): string {
  return `${endInWords(ended)}, ${ago(now - ended.ended)}`;
}

/**
 * Returns the error for a call that needs a live session, if this session has ended and left a
 * record. The error's cause is the record.
 * @returns undefined if there is no record
 */
export function endedError({ session, path }: Address): TdetachError | undefined {
  const now = Date.now();
  const ended = readEnded(path, now);
  if (!ended) return undefined;
  const what = `${session} has ended, ${howItEnded(ended, now)}`;
  return about(session, new TdetachError('session-ended', what, ended));
}
