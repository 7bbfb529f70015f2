// Times of a terminal that a client lends to its host.

/** How long a client waits until a host that may hang has given its terminal back. */
export const LEND_BACK_WAIT_MS = 1_000;

/**
 * How long no output has come before a terminal that took some of it too slowly is lent to the host
 * again.
 */
export const LEND_AGAIN_MS = 100;

/**
 * A host that has not heard of the client of a lent terminal for so long looks whether that runs in
 * front before it writes. A look takes 20 to 30 us; the echo of a key needs none.
 */
export const LENT_CHECK_MS = 2;
