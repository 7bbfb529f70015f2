// Adds the styles of the lines to a screen.
import type { Screen } from '../control/reading/read-screen.ts';
import { styleRuns } from '../screen/snapshot/style-runs.ts';

/**
 * @param seen a screen with escape sequences in its lines
 * @param ansi true to keep the escape sequences
 */
export function withStyles(seen: Screen, ansi: boolean): Screen {
  const above = seen.history.length;
  const { plain, styles } = styleRuns([...seen.history, ...seen.lines], above);
  if (ansi) return { ...seen, styles };
  return { ...seen, history: plain.slice(0, above), lines: plain.slice(above), styles };
}
