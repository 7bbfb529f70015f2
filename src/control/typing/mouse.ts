// Encodes mouse actions for the program of a session, by its mouse modes.
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import { columnsOf } from '../../screen/widths/text-columns.ts';
import { encodeClick, encodeWheel } from '../../session/mouse-encoding.ts';
import type { MouseButton, MouseModes, MousePlace } from '../../session/mouse-encoding.ts';
import type { Conversation } from '../reading/request.ts';
import { askScreen } from '../reading/read-screen.ts';

/** A mouse action. Rows and columns count from 0, like those of the cursor. */
export type MouseAction =
  | {
      readonly kind: 'click';
      readonly at: MousePlace | { readonly text: string };
      readonly button: MouseButton;
    }
  /**
   * Turns the wheel this many steps, up if positive, at `at` or else in the middle of the screen.
   */
  | { readonly kind: 'wheel'; readonly steps: number; readonly at: MousePlace | undefined };

export interface Mouse {
  readonly actions: readonly MouseAction[];
  /** The program's modes, as the host reports them. */
  readonly modes: Fields;
}

const modesOf = (modes: Fields): MouseModes => ({
  tracking: number(modes['mouse']),
  encoding: number(modes['mouseEncoding']),
  cellWidth: number(modes['cellWidth']),
  cellHeight: number(modes['cellHeight']),
});

/** Returns the bytes of each action. */
export async function mouseBytes(
  address: Address,
  host: Conversation,
  { actions, modes }: Mouse,
): Promise<Buffer[]> {
  if (actions.length === 0) return [];
  const { session } = address;
  const fail = (what: string): TdetachError => new TdetachError('refused', `${session}: ${what}`);
  const seen = modesOf(modes);
  if (seen.tracking === 0) throw fail('its program has not asked for the mouse: use keys');
  const { size, lines } = await askScreen(address, host, { history: 0, ansi: false });

  const placeOf = (at: MousePlace | { readonly text: string }): MousePlace => {
    if (!('text' in at)) return at;
    const row = lines.findIndex((line) => line.includes(at.text));
    const line = lines[row];
    if (line === undefined) throw fail(`${JSON.stringify(at.text)} is not on the screen`);
    return { row, column: columnsOf(line.slice(0, line.indexOf(at.text))) };
  };
  const told = (bytes: Buffer | undefined, { row, column }: MousePlace): Buffer => {
    if (bytes) return bytes;
    throw fail(
      `the mouse mode of its program (${seen.tracking}, ${seen.encoding}) cannot tell this at ${row},${column}`,
    );
  };
  const middle = { row: size.rows >> 1, column: size.cols >> 1 };
  return actions.flatMap((action) => {
    const place = action.at ? placeOf(action.at) : middle;
    const { row, column } = place;
    if (row >= size.rows || column >= size.cols)
      throw fail(
        `${row},${column} is not on its screen of ${size.rows} rows and ${size.cols} columns, from 0`,
      );
    if (action.kind === 'click') return told(encodeClick(action.button, place, seen), place);
    const step = told(encodeWheel(action.steps > 0, place, seen), place);
    return Array<Buffer>(Math.abs(action.steps)).fill(step);
  });
}
