// A screen with what its lines look like beside them.
import type { Screen } from '../control/reading/read-screen.ts';
import { styleRuns } from '../screen/snapshot/style-runs.ts';

/**
 * @param seen with escape sequences in its lines
 * @param ansi whether these stay
 */
export function withStyles(seen: Screen, ansi: boolean): Screen {
  const above = seen.history.length;
  const { plain, styles } = styleRuns([...seen.history, ...seen.lines], above);
  if (ansi) return { ...seen, styles };
  return { ...seen, history: plain.slice(0, above), lines: plain.slice(above), styles };
}
