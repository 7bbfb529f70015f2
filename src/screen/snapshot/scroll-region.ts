// The scroll region (DECSTBM) of a restored screen. Some terminals have one for each screen, such
// as xterm.js; most (xterm, VTE, tmux) have one for both. Invariant: a terminal of either kind gets
// the region that it would have, had it shown all of the output.
import type { Emulator } from '../emulator/emulator.ts';
import type { ScreenBuffer } from '../emulator/xterm-core.ts';

/** First and last line, counted from 1. */
type Region = readonly [top: number, bottom: number];

const same = (one: Region, other: Region): boolean => one.join() === other.join();

const ofScreen = ({ scrollTop, scrollBottom }: ScreenBuffer): Region => [scrollTop + 1, scrollBottom + 1];

/**
 * The region that the last DECSTBM sets in a terminal with one region for both screens.
 * @param params none for the whole screen
 * @returns undefined if it is ignored: its first line is not above its last
 */
function shared(params: readonly number[] | undefined, rows: number): Region | undefined {
  const top = Math.max(1, params?.[0] ?? 0);
  const bottom = params?.[1] ? Math.min(params[1], rows) : rows;
  return top < bottom ? [top, bottom] : undefined;
}

const decstbm = (region: Region, rows: number): string =>
  same(region, [1, rows]) ? '\x1b[r' : `\x1b[${region.join(';')}r`;

/**
 * Sets the region of the primary screen, if it is not the whole screen. A region that the alternate
 * screen has kept is set there. The cursor may be anywhere afterwards.
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
