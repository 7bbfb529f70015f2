// Turns a function that reports by callback into an async iterator. The function starts with the
// first `next`, and leaving the loop ends it.
import type { Patience } from '../control/waiting/patience.ts';
import { wait } from '../control/waiting/patience.ts';

/** Passes one item to the iterator. No more is read until the iterator has taken it. */
export type Put<T> = (one: T, listen: (on: boolean) => void) => void;

/**
 * @param session name for messages
 * @param follow reports items until it is abandoned
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
    following.catch(() => undefined); // the error is thrown below
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
