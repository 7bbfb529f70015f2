// How long a caller waits: for this many milliseconds, or until they give up.
import { TdetachError } from '../../base/error.ts';

/** Any wait may have an end. */
export interface Patience {
  /** After this many milliseconds it fails with the code `timed-out`; never by default. */
  readonly timeoutMs?: number | undefined;
  /** Gives up: it fails with the code `aborted`, and the signal's reason as its cause. */
  readonly signal?: AbortSignal | undefined;
}

/** The condition did not come true in time. */
export function outOfTime(session: string, ms: number, what = ''): TdetachError {
  return new TdetachError('timed-out', `${session}: out of time after ${ms / 1000} s${what && `: ${what}`}`);
}

/** Whoever waited has given up. */
export function aborted(session: string, signal: AbortSignal | undefined, what = ''): TdetachError {
  return new TdetachError('aborted', `${session}: given up${what && `: ${what}`}`, signal?.reason);
}

/** The end of a caller's patience. */
export interface PatienceEnd {
  /** Rejects then. Never resolves. */
  readonly over: Promise<never>;
  /** No end is needed any more. */
  readonly release: () => void;
}

/**
 * Begins to wait.
 * @param session for the message
 */
export function wait(session: string, { timeoutMs, signal }: Patience): PatienceEnd {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  const over = new Promise<never>((_, reject) => {
    if (timeoutMs !== undefined) timer = setTimeout(() => reject(outOfTime(session, timeoutMs)), timeoutMs);
    onAbort = (): void => reject(aborted(session, signal));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort);
  });
  over.catch(() => undefined); // whoever races it is told
  const release = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  return { over, release };
}

/**
 * Waits for something, as long as the patience lasts.
 * @throws TdetachError timed-out, aborted
 */
export async function within<T>(session: string, patience: Patience, what: Promise<T>): Promise<T> {
  const { over, release } = wait(session, patience);
  try {
    return await Promise.race([what, over]);
  } finally {
    release();
  }
}
