// The screen as output that makes a fresh terminal of the same size show it, with its history and
// in all of its modes.
import type { HistoryEmulator } from '../emulator/history-emulator.ts';
import { enterSaved } from '../modes/mode-cursor.ts';
import {
  enterAlternate,
  enterFirst,
  enterLast,
  enterModes,
  enterPrimary,
  enterPrinting,
} from '../modes/mode-sequences.ts';
import type { ModeState } from '../modes/mode-state.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import { enterAlternateRegion, enterRegion } from './scroll-region.ts';
import { firstUnseen } from './seen-lines.ts';
import type { SeenLines } from './seen-lines.ts';

/**
 * Before and after a snapshot: a terminal that knows synchronised output (2026) shows it at once,
 * or not at all.
 */
const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';

/**
 * The terminal's own screen is scrolled up first.
 * @param history the most lines above the screen that it gets
 * @param seen what it has shown before
 * @param withinFrame true if the rest of a synchronised update comes next
 */
export function restoreSequence(
  emulator: HistoryEmulator,
  state: Readonly<ModeState>,
  history: number,
  seen?: SeenLines,
  withinFrame = false,
): string {
  const parts = new SnapshotParts(emulator);
  const lastRegion = state.regions[1] ?? state.regions[0];
  const out = [
    BEGIN_UPDATE,
    enterFirst(state),
    parts.primary(emulator.above(history, seen && firstUnseen(emulator, seen))),
    enterPrimary(state),
    enterRegion(emulator, lastRegion),
  ];
  if (emulator.alternateIsActive) {
    out.push(parts.tabs(emulator.primary));
    out.push(enterAlternate(state, parts.atSaved(emulator.primary)), parts.alternate());
  }
  const saved = state.saved[emulator.alternateIsActive ? 1 : 0];
  out.push(enterSaved(saved, parts.atSaved(emulator.active)));
  out.push(parts.tabs(emulator.active));
  if (emulator.alternateIsActive) out.push(enterAlternateRegion(emulator, lastRegion));
  out.push(enterModes(state));
  const { place, character, attributes } = parts.cursor(state);
  const printing = attributes + enterPrinting(state);
  const last = enterLast(state);
  // A control function after the character would end that the next one may join it.
  if (printing + last === '') out.push(place, END_UPDATE, character);
  else out.push(place, character, printing, END_UPDATE, last);
  if (withinFrame) out.push(BEGIN_UPDATE);
  return out.join('');
}
