// Timers of a terminal that a client lends to its host.

/** How long a client waits for the host, which may hang, to give the terminal back. */
export const LEND_BACK_WAIT_MS = 1_000;

/** Time without output after which a terminal that was too slow is lent to the host again. */
export const LEND_AGAIN_MS = 100;

/**
 * If the client of a lent terminal has sent nothing for this long, the host checks that the client
 * is in the foreground before it writes. The check takes 20 to 30 us. The echo of a key needs none.
 */
export const LENT_CHECK_MS = 2;
