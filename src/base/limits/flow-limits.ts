// Watermarks and limits of output on its way to clients, each with its unit and its reason (all
// others: limits.ts).

/**
 * Of the output, as it came, the end is kept: some thousands of lines, and what a program prints
 * between two waits. Who attaches first is sent it. It is a MiB, and what is read at once, so that
 * a prompt behind a MiB costs nothing of that.
 */
export const KEPT_OUTPUT_BYTES = 1024 * 1024 + 64 * 1024;

/**
 * So much output is waiting for a creator that is about to attach, and the program waits too: what
 * is read before it does, or the kernel still has at its end (some 64 KiB), finds room in what is
 * kept.
 */
export const CREATOR_PAUSE_BYTES = KEPT_OUTPUT_BYTES / 2;

/** How long a host whose creator meant to attach waits for it before it goes on without. */
export const CREATOR_WAIT_MS = 5_000;

/** Output that may wait in the host for one client. */
export const OUTBOX_BYTES = 1024 * 1024;

/**
 * A leader for which more than this waits slows the program down, which runs again when its leader
 * is down to the second: so little that what is typed shows soon in the midst of a flood, and so
 * much that it does not stop and go.
 */
export const OUTBOX_PAUSE_BYTES = 128 * 1024;
export const OUTBOX_RESUME_BYTES = 32 * 1024;

/** Replies that wait for one client; one that sends requests and takes no reply is closed. */
export const REPLIES_BYTES = 1024 * 1024;

/** The most that is handed to a client's socket in one write while its outbox is emptied. */
export const OUTBOX_WRITE_BYTES = 256 * 1024;

/**
 * A leader that has slowed the program down and takes nothing for this long does so no longer: it
 * is as any other.
 */
export const LEADER_STALL_MS = 1_000;

/** After the program's end, how long a client that takes nothing of the rest is waited for. */
export const END_STALL_MS = 30_000;

/**
 * How often a client that is not read is looked after: one that is gone has to be noticed within a
 * second.
 */
export const LOST_CLIENT_PROBE_MS = 400;

/**
 * The longest output that is read after the program's end, in bytes: a PTY holds 64 KiB and a
 * little.
 */
export const LAST_OUTPUT_BYTES = 4 * 1024 * 1024;

/** A screen's text is told in replies of this many bytes: far enough below what a frame carries. */
export const SCREEN_PART_BYTES = 256 * 1024;

/**
 * The output kept is told in replies of this many bytes: so much waits for a reader at most that
 * takes none.
 */
export const OUTPUT_PART_BYTES = 256 * 1024;

/**
 * Behind by more than this, who must miss nothing of the output slows the program down: half of
 * what is kept.
 */
export const PACE_BYTES = KEPT_OUTPUT_BYTES / 2;

/**
 * Of events that wait for one who is told of them: some thousands. Beyond it those that come are
 * only counted.
 */
export const EVENTS_BYTES = 256 * 1024;

/**
 * This many titles and bells are told within OUTPUT_EVENT_MS: far more than a person notices, and a
 * flood of them fits.
 */
export const SIGNS_AT_ONCE = 20;

/** Between two events of output: ten a second tell all that a person can act upon. */
export const OUTPUT_EVENT_MS = 100;
