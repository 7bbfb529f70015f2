// Functions that reset several modes: RIS, DECSTR, and leaving the alternate screen. A reset that
// some terminals omit is kept as a fallback reset, and sent all the same.
import { fallBackColours } from './mode-colours.ts';
import { forgetSaved, leaveCharsets } from './mode-cursor.ts';
import { privateMode } from './mode-private.ts';
import { KEYPAD, PRIVATE_ON, freshModes, screenOf } from './mode-state.ts';
import type { ModeState } from './mode-state.ts';

/** DECSTBM takes the cursor home: saved and restored around it. */
export const WHOLE_SCREEN = '\x1b7\x1b[r\x1b8';

/** DECSCUSR; in xterm it is a blinking block. */
export const DEFAULT_STYLE = '\x1b[0 q';

const INSERT = 4;

/**
 * DECCKM, DECOM, DECAWM, DECTCEM, reverse wraparound, DECNKM, DECLRMM: the modes that DECSTR resets
 * (xterm: VTSoftReset).
 */
const SOFTLY_RESET = [1, 6, 7, 25, 45, 66, 69, KEYPAD];

/**
 * RIS resets everything except titles; it resets colours and the cursor's style in some terminals
 * only.
 */
export function hardReset(state: ModeState): ModeState {
  const { titles, titleStack, fallbackResets, cursorStyle, alternate } = state;
  const fresh = { ...freshModes(), titles, titleStack, fallbackResets };
  fallbackResets.clear();
  fallBackColours(state);
  if (cursorStyle) fallbackResets.add(DEFAULT_STYLE);
  if (alternate !== 0) fallbackResets.add('\x1b[?1047l'); // tmux stays; 1047 keeps the cursor there
  return fresh;
}

/** DECSTR, which the Linux console and tmux do not know. */
export function softReset(state: ModeState): void {
  const { privateModes, fallbackResets, charsets, regions } = state;
  for (const mode of SOFTLY_RESET) {
    if (privateModes.has(mode)) fallbackResets.add(privateMode(mode, PRIVATE_ON.has(mode)));
    privateModes.delete(mode);
  }
  if (state.ansiModes.delete(INSERT)) fallbackResets.add('\x1b[4l');
  if (state.attributes) fallbackResets.add('\x1b[m');
  if (state.protectedArea) fallbackResets.add('\x1b["q');
  state.attributes = state.protectedArea = false;
  state.margins = undefined;
  if (regions[screenOf(state)]?.length) fallbackResets.add(WHOLE_SCREEN);
  regions[screenOf(state)] = screenOf(state) === 0 ? undefined : [];
  const leave = leaveCharsets(charsets);
  if (leave !== '') fallbackResets.add(leave);
  state.charsets = { sets: new Map(), shift: '' };
  forgetSaved(state);
}

/**
 * The alternate screen is left: in xterm both have one scroll region and one set of tab stops,
 * elsewhere each its own.
 */
export function leaveScreen({ regions, tabs, fallbackResets }: ModeState): void {
  if (regions[1] && regions[0]?.length) fallbackResets.add(WHOLE_SCREEN);
  if (regions[1]) regions[0] = regions[1].length > 0 ? regions[1] : undefined;
  regions[1] = undefined;
  tabs[0] ||= tabs[1];
}
