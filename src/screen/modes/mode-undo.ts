// Restores a terminal that was given output: the settings of the output are undone, the state that
// the terminal was made to save is restored, and the cursor is taken to a line below the drawn
// ones.
import type { CursorTracker } from '../listening/cursor-tracker.ts';
import type { SavedTerminalState } from './saved-terminal-state.ts';
import { anywhere, undoMoves, undoSequence } from './mode-sequences.ts';
import type { ModeState } from './mode-state.ts';

/** Ends a control function that is cut off; has no effect if none is open. */
const CUT = '\x18\x1b\\';

/** The state of the output so far. */
export interface Undoable {
  readonly state: ModeState;
  readonly savedState: SavedTerminalState;
  /** Of the screen that is shown, and of the primary one. */
  readonly cursorTracker: CursorTracker;
  readonly primaryCursor: CursorTracker;
}

/**
 * Undoes exactly what was set.
 * @param below lines down to the first free one, if known
 */
export function undoModes(
  { state, savedState, primaryCursor: primaryLines }: Undoable,
  cols: number,
  below?: number,
): string {
  const undone = undoSequence(state, cols, savedState.restoreModes());
  return undone + savedState.restoreTitles() + primaryLines.leave(undoMoves(state), below);
}

/** As `undoModes`, but the same at every place of a screen that is drawn again and again. */
export function undoAnywhere(
  { state, savedState, cursorTracker, primaryCursor: primaryLines }: Undoable,
  cols: number,
): string {
  const undone = undoSequence(anywhere(state), cols, savedState.restoreModes());
  const moves = undoMoves(state);
  const end = state.alternate === 0 ? cursorTracker.leaveAnywhere(moves) : primaryLines.leave(moves);
  return CUT + undone + savedState.restoreTitles() + end;
}
