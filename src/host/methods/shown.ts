// For requests about the screen: they are answered when the screen model has come to the moment at which they were made.
import { SCREEN_WAIT_MS } from '../../base/model-limits.ts';
import { openRequest } from '../open-requests.ts';
import { Refusal } from '../request.ts';
import type { Asked } from '../request.ts';

/**
 * Calls back when the screen shows the output up to the moment of the request, at once where that takes no time.
 * @param call given the number of bytes of that output; a Refusal that it throws is the answer
 * @throws Refusal too-many
 */
export function whenShown({ session, from, refuse }: Asked, call: (end: number) => void): void {
  const end = session.record.output;
  const answered = openRequest(from, () => undefined);
  session.output.screen.whenParsed((parsed) => {
    if (from.gone) return;
    answered();
    try {
      if (!parsed) throw new Refusal('busy');
      call(end);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error.message);
    }
  }, SCREEN_WAIT_MS);
}
