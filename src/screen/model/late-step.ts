// A step of the parse queue that is not waited for without end.
import type { Step } from './parse-queue.ts';

/** A step that calls back with true, or with false once it has waited for `waitMs`. */
export function lateStep(call: (parsed: boolean) => void, waitMs: number): Step {
  let waits = true;
  const once = (parsed: boolean): void => {
    clearTimeout(late);
    if (!waits) return;
    waits = false;
    call(parsed);
  };
  const late = setTimeout(() => once(false), waitMs);
  return () => once(true);
}
