// The scroll region (DECSTBM) of a restored screen. Some terminals have one for each screen,
// xterm.js among them, most (xterm, VTE, tmux) one for both. Invariant: a terminal of either kind
// gets what it would have, had it been there all along.
import type { Emulator } from '../emulator/emulator.ts';
import type { ScreenBuffer } from '../emulator/xterm-core.ts';

/** First and last line, counted from 1. */
type Region = readonly [top: number, bottom: number];

const same = (one: Region, other: Region): boolean => one.join() === other.join();

const ofScreen = ({ scrollTop, scrollBottom }: ScreenBuffer): Region => [scrollTop + 1, scrollBottom + 1];

/**
 * What a terminal that has one region for both screens makes of the last DECSTBM.
 * @param params none for the whole screen
 * @returns undefined where it is ignored: its first line is not above its last
 */
function shared(params: readonly number[] | undefined, rows: number): Region | undefined {
  const top = Math.max(1, params?.[0] ?? 0);
  const bottom = params?.[1] ? Math.min(params[1], rows) : rows;
  return top < bottom ? [top, bottom] : undefined;
}

const decstbm = (region: Region, rows: number): string =>
  same(region, [1, rows]) ? '\x1b[r' : `\x1b[${region.join(';')}r`;

/**
 * Sets the region of the primary screen, where it is not the whole screen. One that was left behind
 * on the alternate screen is set there. The cursor is anywhere afterwards.
 * @param last parameters of the last DECSTBM, on either screen
 */
export function enterRegion(emulator: Emulator, last: readonly number[] | undefined): string {
  const { rows, primary, alternateIsActive } = emulator;
  const own = ofScreen(primary);
  const set = same(own, [1, rows]) ? '' : decstbm(own, rows);
  const left = shared(last, rows) ?? own;
  if (alternateIsActive || same(left, own)) return set;
  return `${set}\x1b[?47h${decstbm(left, rows)}\x1b[?47l`;
}

/**
 * Sets the region of the alternate screen, which is shown: it may have its own, or that of the
 * primary one.
 */
export function enterAlternateRegion(emulator: Emulator, last: readonly number[] | undefined): string {
  const { rows, primary, active } = emulator;
  const whole: Region = [1, rows];
  const own = ofScreen(active);
  if (!same(own, whole)) return decstbm(own, rows);
  const left = shared(last, rows);
  return left && same(left, whole) && !same(ofScreen(primary), whole) ? decstbm(whole, rows) : '';
}
