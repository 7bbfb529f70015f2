// Waits for conditions that no event announces.

/** A condition that does not hold by then has failed. */
const DEADLINE_MS = 120_000;

/** The pause between two checks. */
const LOOK_MS = 5;

/**
 * Checks a condition again and again until it holds.
 * @throws Error if it does not hold in two minutes
 */
export async function poll(what: string, look: () => boolean, everyMs = LOOK_MS): Promise<void> {
  const started = performance.now();
  while (!look()) {
    if (performance.now() - started > DEADLINE_MS) throw new Error(`waited for ${what}: it did not come`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
