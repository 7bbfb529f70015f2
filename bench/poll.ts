// Waits for what no event tells of.

/** What has not come by then has failed. */
const DEADLINE_MS = 120_000;

/** Between two looks. */
const LOOK_MS = 5;

/**
 * Looks again and again until it is so.
 * @throws Error if it is not in two minutes
 */
export async function poll(what: string, look: () => boolean, everyMs = LOOK_MS): Promise<void> {
  const started = performance.now();
  while (!look()) {
    if (performance.now() - started > DEADLINE_MS) throw new Error(`waited for ${what}: it did not come`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
