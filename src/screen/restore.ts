// The screen as output: what makes a fresh terminal of the same size show it, with its history and in all of its modes.
import type { HistoryEmulator } from './history-emulator.ts';
import { enterSaved } from './mode-cursor.ts';
import {
  enterAlternate,
  enterFirst,
  enterLast,
  enterModes,
  enterPrimary,
  enterPrinting,
} from './mode-sequences.ts';
import type { ModeState } from './mode-state.ts';
import { Picture } from './picture.ts';
import { enterAlternateRegion, enterRegion } from './scroll-region.ts';
import { firstUnseen } from './seen-lines.ts';
import type { SeenLines } from './seen-lines.ts';

/** Before and after a picture: a terminal that knows synchronised output (2026) shows it at once, or not at all. */
const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';

/** DECOM: leaving it takes the cursor home. */
const ORIGIN = 6;

/**
 * The terminal's own screen is scrolled up first.
 * @param history the most lines above the screen that it gets
 * @param seen what it has shown before
 */
export function restoreSequence(
  emulator: HistoryEmulator,
  state: Readonly<ModeState>,
  history: number,
  seen?: SeenLines,
): string {
  const picture = new Picture(emulator);
  const lastRegion = state.regions[1] ?? state.regions[0];
  const out = [
    BEGIN_UPDATE,
    enterFirst(state),
    picture.primary(emulator.above(history, seen && firstUnseen(emulator, seen))),
    enterPrimary(state),
    enterRegion(emulator, lastRegion),
  ];
  if (emulator.alternateIsActive) {
    out.push(picture.tabs(emulator.primary));
    out.push(enterAlternate(state, picture.atSaved(emulator.primary)), picture.alternate());
  }
  const saved = state.saved[emulator.alternateIsActive ? 1 : 0];
  out.push(enterSaved(saved, picture.atSaved(emulator.active)));
  out.push(picture.tabs(emulator.active));
  if (emulator.alternateIsActive) out.push(enterAlternateRegion(emulator, lastRegion));
  out.push(enterModes(state));
  out.push(picture.cursor(state.privateModes.has(ORIGIN)), enterPrinting(state));
  out.push(END_UPDATE, enterLast(state));
  return out.join('');
}
