// Standard output of the verbs.
import { TdetachError, reason } from '../base/error.ts';

/**
 * Writes text, and waits until it has been taken.
 * @throws TdetachError output-failed
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      process.stdout.off('error', done);
      if (!error) return resolve();
      reject(
        new TdetachError('output-failed', `standard output cannot be written (${reason(error)})`, error),
      );
    };
    process.stdout.once('error', done);
    process.stdout.write(text, done);
  });
}

/** Writes JSON objects, each on a line of its own. */
export const printJson = (...values: readonly unknown[]): Promise<void> =>
  print(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
