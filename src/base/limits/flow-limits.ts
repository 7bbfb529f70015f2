// Watermarks and limits of output on its way to clients, each with its unit and its reason.

/**
 * Size of the output kept: some thousands of lines, or what a program prints between two waits. The
 * first client that attaches is sent it. It is 1 MiB plus one read, so that a prompt after 1 MiB of
 * output does not push any of that out.
 */
export const KEPT_OUTPUT_BYTES = 1024 * 1024 + 64 * 1024;

/**
 * The program is paused when this much output waits for a creator that is about to attach. The
 * output kept then still has room for what is read before the pause, and for what the kernel holds
 * when the program ends (some 64 KiB).
 */
export const CREATOR_PAUSE_BYTES = KEPT_OUTPUT_BYTES / 2;

/** How long a host waits for a creator that is about to attach. */
export const CREATOR_WAIT_MS = 5_000;

/** Maximum output that waits in the host for one client. */
export const OUTBOX_BYTES = 1024 * 1024;

/**
 * Watermarks of a leader's outbox. The program is paused above the first, and resumed at the
 * second. They are low enough that typed input shows soon during a flood, and far enough apart that
 * the program does not stop and start all the time.
 */
export const OUTBOX_PAUSE_BYTES = 128 * 1024;
export const OUTBOX_RESUME_BYTES = 32 * 1024;

/**
 * Maximum size of replies that wait for one client. The connection of a client that sends requests
 * and reads no replies is closed.
 */
export const REPLIES_BYTES = 1024 * 1024;

/** Maximum size of one write to a client's socket while its outbox is emptied. */
export const OUTBOX_WRITE_BYTES = 256 * 1024;

/**
 * A leader that throttles the program and takes nothing for this long stops throttling it, and is
 * treated like any other client.
 */
export const LEADER_STALL_MS = 1_000;

/**
 * How long a host waits, after the program's end, for a client that takes none of the remaining
 * output.
 */
export const END_STALL_MS = 30_000;

/**
 * How often a client whose socket is not read is probed, so that a lost client is noticed within a
 * second.
 */
export const LOST_CLIENT_PROBE_MS = 400;

/** Maximum output that is read after the program's end. A PTY holds a little more than 64 KiB. */
export const LAST_OUTPUT_BYTES = 4 * 1024 * 1024;

/** Size of one reply with a part of a screen's text: well below the maximum of a frame. */
export const SCREEN_PART_BYTES = 256 * 1024;

/**
 * Size of one reply with a part of the output kept. At most this much waits for a reader that takes
 * nothing.
 */
export const OUTPUT_PART_BYTES = 256 * 1024;

/**
 * The program is paused when a reader that must not miss output is behind by more than this: half
 * of the output kept.
 */
export const PACE_BYTES = KEPT_OUTPUT_BYTES / 2;

/**
 * Maximum size of events that wait for one subscriber: some thousands. Further events are only
 * counted.
 */
export const EVENTS_BYTES = 256 * 1024;

/**
 * Maximum number of titles and bells that are reported within OUTPUT_EVENT_MS: far more than a
 * person notices. It keeps a flood of them within EVENTS_BYTES.
 */
export const SIGNS_AT_ONCE = 20;

/** Minimum time between two `output` events. A person cannot act upon more than ten a second. */
export const OUTPUT_EVENT_MS = 100;
