// Time limits and abort signals of calls.
import { TdetachError } from '../../base/error.ts';

/** The limits of a call. */
export interface Patience {
  /** Fails with the code `timed-out` after this many milliseconds; without a limit by default. */
  readonly timeoutMs?: number | undefined;
  /**
   * Aborts the call, which then fails with the code `aborted` and the signal's reason as its cause.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Returns the error of a call that reached its time limit. */
export function outOfTime(session: string, ms: number, what = ''): TdetachError {
  return new TdetachError('timed-out', `${session}: out of time after ${ms / 1000} s${what && `: ${what}`}`);
}

/** Returns the error of a call that was aborted. */
export function aborted(session: string, signal: AbortSignal | undefined, what = ''): TdetachError {
  return new TdetachError('aborted', `${session}: given up${what && `: ${what}`}`, signal?.reason);
}

/** The end of a call by its time limit or signal. */
export interface PatienceEnd {
  /** Rejects at the time limit or the abort. Never resolves. */
  readonly over: Promise<never>;
  /** Removes the timer and the listener. */
  readonly release: () => void;
}

/**
 * Starts the time limit, and listens for the signal.
 * @param session name for the message
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
  over.catch(() => undefined); // the callers race this promise, and see its error
  const release = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  return { over, release };
}

/**
 * Waits for a promise within the limits of a call.
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
