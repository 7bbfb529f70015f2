// Standard output of the verbs.
import { TdetachError, reason, systemCode } from '../../base/error.ts';
import { harmlessJson } from '../../base/text/harmless.ts';

/** What it means that standard output takes nothing any more. */
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
    // The event of a failure follows the callback: without a listener it would be an uncaught
    // exception.
    process.stdout.once('error', failed);
    process.stdout.write(text, (error) => {
      if (error) return failed(error);
      process.stdout.off('error', failed);
      resolve();
    });
  });
}

/**
 * Writes JSON objects, each on a line of its own, with everything that could do something to a
 * terminal escaped.
 */
export const printJson = (...values: readonly unknown[]): Promise<void> =>
  print(values.map((value) => `${harmlessJson(JSON.stringify(value))}\n`).join(''));
