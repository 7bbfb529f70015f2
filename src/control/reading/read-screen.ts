// Reads a session's screen.
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import type { Screen, ScreenOptions } from '../../base/text/screen-lines.ts';
import { endedScreen, leftBy } from '../sessions/ended-sessions.ts';
import { Conversation } from './request.ts';

export type { Screen } from '../../base/text/screen-lines.ts';

/**
 * Reads the screen of one moment, or of the end if the session has ended.
 * @throws TdetachError of the connection and the request; no-history if lines above the screen are
 *   wanted of a session that keeps none
 */
export async function readScreen(address: Address, options: ScreenOptions): Promise<Screen> {
  try {
    return await liveScreen(address, options);
  } catch (error) {
    const ended = leftBy(address, error);
    if (!ended) throw error;
    return endedScreen(address, ended, options);
  }
}

const liveScreen = (address: Address, options: ScreenOptions): Promise<Screen> =>
  Conversation.with(address, (host) => askScreen(address, host, options));

/** Asks a host for the screen; throws as readScreen. */
export async function askScreen(
  address: Address,
  host: Conversation,
  { history, ansi }: ScreenOptions,
): Promise<Screen> {
  const parts = (await host.parts('screen', { history, ansi })) as Fields[];
  const about = parts[0] ?? {};
  if (history > 0 && about['kept'] === 0) {
    const what = `${address.session} keeps no history: it was made with --history 0`;
    throw new TdetachError('no-history', what);
  }
  const text = Buffer.concat(
    parts.map((part) => (part['text'] instanceof Uint8Array ? part['text'] : Buffer.alloc(0))),
  );
  const all = text.toString().split('\n').slice(0, -1);
  const above = number(about['history']);
  return {
    state: 'live',
    seq: number(about['output']),
    size: { cols: number(about['cols']), rows: number(about['rows']) },
    title: typeof about['title'] === 'string' ? about['title'] : '',
    screen: about['alternate'] === true ? 'alternate' : 'primary',
    cursor: {
      row: number(about['row']),
      column: number(about['column']),
      visible: about['visible'] === true,
    },
    history: all.slice(0, above),
    lines: all.slice(above),
  };
}
