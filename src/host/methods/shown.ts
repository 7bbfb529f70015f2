// For requests about the screen: they are answered when the screen model has come to the moment at which they were made.
import { SCREEN_WAIT_MS } from '../../base/model-limits.ts';
import { openRequest } from '../open-requests.ts';
import { Refusal } from '../request.ts';
import type { Asked } from '../request.ts';

/**
 * Calls back when the screen shows the output up to the moment of the request, at once where that takes no time. A client
 * that is attached is sent the output from that moment on after the answer.
 * @param call given the number of bytes of that output; a Refusal that it throws is the answer
 * @throws Refusal too-many
 */
export function whenShown({ session, from, refuse }: Asked, call: (end: number) => void): void {
  const end = session.record.output;
  const answered = openRequest(from, () => undefined);
  const shown = (parsed: boolean): void => {
    if (from.gone) return;
    answered();
    try {
      if (!parsed) throw new Refusal('busy');
      call(end);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error.message);
    }
  };
  const { pictures, screen } = session.output;
  if (from.attached) pictures.holdOutput(from, SCREEN_WAIT_MS, shown);
  else screen.whenParsed(shown, SCREEN_WAIT_MS);
}
