// What puts a terminal back that was given output: what the output has set is undone, what the
// terminal was made to save restored, and the cursor taken to a line below what was drawn.
import type { Lines } from '../listening/lines.ts';
import type { Kept } from './mode-kept.ts';
import { anywhere, undoMoves, undoSequence } from './mode-sequences.ts';
import type { ModeState } from './mode-state.ts';

/** Ends a control function that is cut off; has no effect where none is open. */
const CUT = '\x18\x1b\\';

/** What has come of the output so far. */
export interface Undoable {
  readonly state: ModeState;
  readonly kept: Kept;
  /** Of the screen that is shown, and of the primary one. */
  readonly lines: Lines;
  readonly primaryLines: Lines;
}

/**
 * Undoes exactly what was set.
 * @param below lines down to the first free one, where that is known
 */
export function undoModes({ state, kept, primaryLines }: Undoable, cols: number, below?: number): string {
  const undone = undoSequence(state, cols, kept.restoreModes());
  return undone + kept.restoreTitles() + primaryLines.leave(undoMoves(state), below);
}

/** As `undoModes`, but the same at every place of a screen that is drawn again and again. */
export function undoAnywhere({ state, kept, lines, primaryLines }: Undoable, cols: number): string {
  const undone = undoSequence(anywhere(state), cols, kept.restoreModes());
  const moves = undoMoves(state);
  const end = state.alternate === 0 ? lines.leaveAnywhere(moves) : primaryLines.leave(moves);
  return CUT + undone + kept.restoreTitles() + end;
}
