// Standard output of the verbs.
import { TdetachError, reason } from '../base/error.ts';

/**
 * Writes text, and waits until it has been taken.
 * @throws TdetachError output-failed
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      if (!error) return resolve();
      reject(
        new TdetachError('output-failed', `standard output cannot be written (${reason(error)})`, error),
      );
    };
    process.stdout.once('error', done);
    process.stdout.write(text, done);
  });
}

/** Writes one JSON object on a line of its own. */
export const printJson = (value: unknown): Promise<void> => print(`${JSON.stringify(value)}\n`);
