// Limits for taking, keeping and finding a session's name, each with its unit and its reason.

/**
 * How long to wait for the lock of a session's name. A holder needs a millisecond. Only a stopped
 * one takes longer, and a dead one is noticed at once.
 */
export const LOCK_WAIT_MS = 12_000;

/** Retry interval for a lock whose holder cannot report its release. */
export const LOCK_RETRY_MS = 20;

/**
 * Maximum number of attempts at a name whose file is replaced by processes that do not use the
 * lock.
 */
export const MAX_NAME_TRIES = 20;

/**
 * How long after its start a host begins to watch its socket. The creator and the first output come
 * first.
 */
export const WATCH_NAME_AFTER_MS = 200;

/**
 * How long after the loss of its socket a host creates it again. By then an `rm -r` of the folder
 * has finished, which would fail if the folder were not empty. The session is still found by its
 * name within a second.
 */
export const MEND_AFTER_MS = 300;

/**
 * How long a host that is asked to create its socket again has for that, and how often the socket
 * is looked for.
 */
export const MEND_WAIT_MS = 2_000;
export const MEND_LOOK_MS = 5;

/**
 * A host without a socket counts as lost only if two checks, this far apart, both say so. By the
 * second check a host that was being renamed has its socket, and one that was ending is gone.
 */
export const LOST_LOOK_MS = 50;
