// Notes of failures of the screen model: enough to find the cause, and no line for each of
// thousands.
import { reason } from '../../base/error.ts';
import { NOTED_MODEL_FAULTS } from '../../base/limits/limits.ts';

/** @returns a function that notes a failure */
export function noteModelFaults(log: (text: string) => void): (error: unknown) => void {
  let count = 0;
  return (error) => {
    if (++count > NOTED_MODEL_FAULTS) return;
    const until = 'until it has drawn all of its screen anew, the program draws for who attaches';
    const last = count === NOTED_MODEL_FAULTS ? '; more of this is not noted' : '';
    log(`the screen model failed (${reason(error)}): ${until}${last}`);
  };
}
