// Limits of one-shot conversations with hosts, each with its unit and its reason (all others:
// limits.ts).
import { INPUT_QUEUE_BYTES } from './input-limits.ts';

/**
 * How long a connecting client waits for the host's first word before it calls the peer no tdetach.
 */
export const HELLO_WAIT_MS = 2_000;

/**
 * How long an attach from within a session waits in all for other hosts, which may be stopped, to
 * rule out a circle.
 */
export const NESTING_WAIT_MS = 500;

/**
 * How long a starter waits for its host: Node's own start on a loaded machine takes a second or
 * two.
 */
export const LAUNCH_WAIT_MS = 20_000;

/**
 * How long a host that was not ready in time has to end by itself before it is killed: what it has
 * made goes with it.
 */
export const LAUNCH_END_MS = 500;

/**
 * How long a host has for its reply: it may have megabytes of a flood to parse first, or, as others
 * do at the same time, to look through all processes of a loaded machine for those of its session.
 */
export const REPLY_WAIT_MS = 10_000;

/** Sessions that a listing asks at the same time: macOS gives a process 256 descriptors. */
export const LIST_AT_ONCE = 200;

/**
 * A session that was asked to end, and has not after so long, is killed where a caller waits for
 * its end.
 */
export const KILL_AFTER_MS = 5_000;

/**
 * What is typed into a session with one request: as much as its host takes in before it reads no
 * further.
 */
export const SEND_PART_BYTES = INPUT_QUEUE_BYTES;

/**
 * Between a text and the Enter that `send` presses after it, and after Escape. Programs in raw mode
 * take an Enter within some 120 ms of a burst of characters for a new line of a paste (Codex, Ink),
 * and Escape with the next key in one read for Alt.
 */
export const SEND_PACE_MS = 150;

/**
 * Between two other keys: as close together as programs read them apart (a burst has less than 8
 * ms, in Codex).
 */
export const KEY_GAP_MS = 20;

/**
 * How long a host has to take back what was typed and not taken: it is a moment's work, and
 * a caller is out of time.
 */
export const WITHDRAW_WAIT_MS = 2_000;

/**
 * A look for a regular expression, at 256 KiB of output at most, is given up after so long: an
 * ordinary one takes milliseconds, and the process does nothing else meanwhile.
 */
export const REGEX_LOOK_MS = 10_000;

/** How long a wait that has run out of time looks at the screen, to say what is there instead. */
export const UNMET_LOOK_MS = 2_000;

/**
 * How often the session folder is looked through although nothing was told of it: it may be made
 * anew, lie on a file system that tells nothing, or hold a session whose host did not answer
 * before.
 */
export const FOLDER_LOOK_MS = 1_000;

/**
 * How long a completion waits for the hosts to say that they live, before it names all sockets:
 * what a person bears.
 */
export const COMPLETION_WAIT_MS = 500;
