// What is told call by call, as an async iterator. It begins with the first `next`; to leave the
// loop ends it.
import type { Patience } from '../control/waiting/patience.ts';
import { wait } from '../control/waiting/patience.ts';

/** Tells whoever iterates. No more is read until it has taken this. */
export type Put<T> = (one: T, listen: (on: boolean) => void) => void;

/**
 * @param session for messages
 * @param follow tells all that there is until it is abandoned
 * @throws TdetachError aborted, timed-out, and what `follow` throws
 */
export async function* iterate<T>(
  session: string,
  patience: Patience,
  follow: (put: Put<T>, abandon: AbortSignal) => Promise<void>,
): AsyncGenerator<T, void, undefined> {
  const told: T[] = [];
  const abandon = new AbortController();
  const { over, release } = wait(session, patience);
  let goOn = (): void => undefined;
  let wake = (): void => undefined;
  const state = { isOver: false };
  const put: Put<T> = (one, listen) => {
    told.push(one);
    listen(false);
    goOn = (): void => listen(true);
    wake();
  };
  try {
    if (patience.signal?.aborted) await over;
    const following = follow(put, abandon.signal).finally(() => (state.isOver = true));
    following.catch(() => undefined); // it is thrown below
    for (;;) {
      for (let one = told.shift(); one !== undefined; one = told.shift()) yield one;
      if (state.isOver) return await following;
      goOn();
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), following, over]);
    }
  } finally {
    release();
    abandon.abort();
  }
}
