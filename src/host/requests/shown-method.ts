// For requests about the screen: they are answered when the screen model has reached the moment at
// which they were made.
import { SCREEN_WAIT_MS } from '../../base/limits/model-limits.ts';
import { openRequest } from './open-requests.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './host-context.ts';

/**
 * Calls back when the screen shows the output up to the moment of the request, or, within a
 * synchronised update, up to the beginning of that update. It calls back at once if that takes no
 * time. An attached client is sent the output after that moment after the answer.
 * @param call given the number of bytes of output that the screen shows; a Refusal that it throws
 *   is the answer
 * @param redraws true if the client shows that screen and continues from it
 * @throws Refusal too-many
 */
export function whenShown(
  { session, from, refuse }: Asked<'output'>,
  call: (end: number) => void,
  redraws: boolean,
): void {
  const answered = openRequest(from, () => undefined);
  const shown = (parsed: boolean, place: number): void => {
    if (from.gone) return;
    answered();
    try {
      if (!parsed) throw new Refusal('busy');
      call(place);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error.message);
    }
  };
  const { snapshots, screen } = session.output;
  if (from.attached) snapshots.holdOutput(from, SCREEN_WAIT_MS, shown, redraws);
  else screen.whenShown(shown, SCREEN_WAIT_MS);
}
