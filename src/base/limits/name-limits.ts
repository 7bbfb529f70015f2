// The times and limits that a session's name is taken, kept and found with, each with its unit and
// its reason.

/**
 * How long the lock of a session's name is waited for. Its holder needs a millisecond; only one
 * that is stopped needs longer, and a holder that dies is seen to be dead at once.
 */
export const LOCK_WAIT_MS = 12_000;

/** How often a lock is tried again whose holder cannot be asked to tell of its release. */
export const LOCK_RETRY_MS = 20;

/**
 * How often a name is tried where others, which do not know of the lock, replace what stands there.
 */
export const MAX_NAME_TRIES = 20;

/**
 * How long after its start a host begins to watch its socket: its creator, and the first output,
 * have gone first.
 */
export const WATCH_NAME_AFTER_MS = 200;

/**
 * How long after its socket has gone a host makes it anew: `rm -r` of the folder has ended by then,
 * and does not fail as something is in it again; and it is found by its name within a second all
 * the same.
 */
export const MEND_AFTER_MS = 300;

/**
 * How long a host that has lost its socket has to make it anew once it is asked to, and how often
 * that is looked for.
 */
export const MEND_WAIT_MS = 2_000;
export const MEND_LOOK_MS = 5;

/**
 * A host without a socket is lost if it is so twice: one that is just renamed, or ends, is not the
 * second time.
 */
export const LOST_LOOK_MS = 50;
