// How long a test waits for an event before it fails. It is far longer than any event takes on a
// quiet machine, so that a busy one fails no test, and shorter than the 400 s that a file has.

export const DEADLINE_MS = 120_000;

/**
 * Waits until a condition holds; if it does not in time, fails with what `seen` returns.
 * @param pauseMs between two checks: longer if a check costs a process
 */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  seen: () => unknown,
  pauseMs = 5,
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in time; seen: ${JSON.stringify(seen())}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
