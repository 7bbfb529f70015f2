// The records of ended sessions, which replace a host's answers. A live session always takes
// precedence.
import type { Address } from '../../base/address/address.ts';
import { readContents, readEnded } from '../../base/endings/ended-record.ts';
import type { Ended, EndedScreen } from '../../base/endings/ended-record.ts';
import { TdetachError } from '../../base/error.ts';
import type { Screen, ScreenOptions } from '../../base/text/screen-lines.ts';

/** Errors after which the record of an ended session is looked for, as no host answers. */
const NO_HOST: readonly TdetachError['code'][] = ['session-ended', 'session-dead', 'host-gone'];

/**
 * The record of an ended session, if its end is the reason why no host could be asked.
 * @param error the failure of the request
 * @returns undefined for any other reason
 */
export function leftBy(address: Address, error: unknown): Ended | undefined {
  if (!(error instanceof TdetachError) || !NO_HOST.includes(error.code)) return undefined;
  return readEnded(address.path, Date.now());
}

function linesOf(address: Address, { screen }: Ended, ansi: boolean): { all: string[]; history: number } {
  const text = readContents(address.path, ansi ? 'ansi' : 'plain') ?? Buffer.alloc(0);
  const history = (ansi ? screen?.ansi : screen?.plain)?.history ?? 0;
  return { all: text.toString().split('\n').slice(0, -1), history };
}

function noHistory({ session }: Address): TdetachError {
  return new TdetachError('no-history', `${session} kept no history: it was made with --history 0`);
}

function notFollowed({ session }: Address): TdetachError {
  return new TdetachError('refused', `${session} has ended, and its screen was not followed`, 'no-screen');
}

/**
 * The screen as it was at the end.
 * @throws TdetachError refused, no-history
 */
export function endedScreen(address: Address, ended: Ended, { history, ansi }: ScreenOptions): Screen {
  const { screen, kept, seq, cols, rows } = ended;
  if (!screen) throw notFollowed(address);
  if (history > 0 && kept === 0) throw noHistory(address);
  const { title, alternate, row, column, visible }: EndedScreen = screen;
  const { all, history: above } = linesOf(address, ended, ansi);
  return {
    state: 'ended',
    seq,
    size: { cols, rows },
    title,
    screen: alternate ? 'alternate' : 'primary',
    cursor: { row, column, visible },
    history: all.slice(Math.max(0, above - history), above),
    lines: all.slice(above),
  };
}
