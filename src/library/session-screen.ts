// Reads a session's screen, for the library.
import type { Address } from '../base/address/address.ts';
import type { Screen } from '../base/text/screen-lines.ts';
import { readScreen } from '../control/reading/read-screen.ts';
import { linesOf } from './session-options.ts';
import type { ScreenOptions } from './session-options.ts';

/** @throws TdetachError as `Session.screen` */
export async function screenIn(address: Address, options: ScreenOptions): Promise<Screen> {
  const { ansi = false, styles = false, history } = options;
  const seen = await readScreen(address, { history: linesOf(history), ansi: ansi || styles });
  return styles ? styled(seen, ansi) : seen;
}

/**
 * Adds `styles` to a screen.
 * @param seen a screen with escape sequences in its lines
 * @param ansi true to keep the escape sequences
 */
export const styled = async (seen: Screen, ansi: boolean): Promise<Screen> =>
  (await import('./styled-screen.ts')).withStyles(seen, ansi);
