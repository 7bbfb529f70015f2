// ANSI modes (SM, RM) and the scroll region (DECSTBM), as a program sets them.
import { ANSI_ON, screenOf } from './mode-state.ts';
import type { ModeState } from './mode-state.ts';

/** SM, RM. */
export function setAnsiModes({ ansiModes }: ModeState, modes: readonly number[], on: boolean): void {
  for (const mode of modes) {
    if (on === ANSI_ON.has(mode)) ansiModes.delete(mode);
    else ansiModes.set(mode, on);
  }
}

/**
 * The primary screen starts with a full-height scroll region. In xterm the alternate screen
 * inherits the primary's.
 */
export function setRegion(state: ModeState, params: readonly number[]): void {
  const screen = screenOf(state);
  const whole = screen === 0 ? undefined : [];
  state.regions[screen] = params.some((row) => row > 0) ? params.slice(0, 2) : whole;
}
