// Limits of one-shot conversations with hosts, each with its unit and its reason.
import { INPUT_QUEUE_BYTES } from './input-limits.ts';

/** How long to wait for `hello` before reporting `no-answer`. */
export const HELLO_WAIT_MS = 2_000;

/**
 * How long an attach from within a session waits in total for other hosts, which may be stopped, to
 * rule out a cycle.
 */
export const NESTING_WAIT_MS = 500;

/**
 * How long a starter waits for its host. The start of Node alone takes a second or two on a loaded
 * machine.
 */
export const LAUNCH_WAIT_MS = 20_000;

/**
 * How long a host that was not ready in time has to exit by itself, and to clean up, before it is
 * killed.
 */
export const LAUNCH_END_MS = 500;

/**
 * How long a host has for its reply. It may first have to parse megabytes of a flood, or to search
 * all processes of a loaded machine for those of its session while other hosts do the same.
 */
export const REPLY_WAIT_MS = 10_000;

/**
 * Number of sessions that a listing asks at the same time. macOS gives a process 256 descriptors.
 */
export const LIST_AT_ONCE = 200;

/**
 * A session that has not ended this long after it was asked to is killed, if a caller waits for its
 * end.
 */
export const KILL_AFTER_MS = 5_000;

/** Maximum input in one request: the amount that a host accepts before it stops reading. */
export const SEND_PART_BYTES = INPUT_QUEUE_BYTES;

/**
 * Delay between a text and the Enter that `send` presses after it, and after Escape. Programs in
 * raw mode take an Enter within some 120 ms of a burst of characters for a line break in a paste
 * (Codex, Ink), and an Escape in one read with the next key for Alt.
 */
export const SEND_PACE_MS = 150;

/**
 * Delay between two other keys: the shortest that programs read as separate keys (in Codex less
 * than 8 ms is a burst).
 */
export const KEY_GAP_MS = 20;

/**
 * How long a host has to withdraw input that the program has not taken. It takes a moment, and the
 * caller is already out of time.
 */
export const WITHDRAW_WAIT_MS = 2_000;

/**
 * Maximum time of one search for a regular expression, in at most 256 KiB of output. An ordinary
 * search takes milliseconds, and the process does nothing else meanwhile.
 */
export const REGEX_LOOK_MS = 10_000;

/**
 * How long a timed-out wait may take to read the screen, so that it can say what is there instead.
 */
export const UNMET_LOOK_MS = 2_000;

/**
 * How often the session folder is read without a notification. The folder may be created again, may
 * be on a file system without notifications, or may hold a session whose host did not answer
 * before.
 */
export const FOLDER_LOOK_MS = 1_000;

/**
 * How long a completion waits for hosts to answer before it offers all sockets. A person does not
 * want to wait longer.
 */
export const COMPLETION_WAIT_MS = 500;
