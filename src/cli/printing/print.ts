// Standard output of the verbs.
import { TdetachError, reason, systemCode } from '../../base/error.ts';
import { harmlessJson } from '../../base/text/harmless.ts';

/** Returns the error for a failure of standard output. */
export function failure(error: Error): TdetachError {
  if (systemCode(error) === 'EPIPE')
    return new TdetachError('reader-gone', 'standard output is read no more', error);
  return new TdetachError('output-failed', `standard output cannot be written (${reason(error)})`, error);
}

/**
 * Writes text, and waits until it has been taken.
 * @throws TdetachError output-failed, reader-gone
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(failure(error));
    // A failure is also emitted as an event after the callback. Without a listener that would be an
    // uncaught exception.
    process.stdout.once('error', failed);
    process.stdout.write(text, (error) => {
      if (error) return failed(error);
      process.stdout.off('error', failed);
      resolve();
    });
  });
}

/** Writes JSON objects, one a line, with unsafe characters escaped. */
export const printJson = (...values: readonly unknown[]): Promise<void> =>
  print(values.map((value) => `${harmlessJson(JSON.stringify(value))}\n`).join(''));
