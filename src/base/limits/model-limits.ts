// Limits of the screen model, each with its unit and its reason.

/**
 * A larger screen has no snapshot. No terminal is that large, but a client can claim any size. A
 * change to this size and back blocks for 70 ms.
 */
export const MODEL_CELLS = 256 * 1024;
export const MODEL_ROWS = 1_000;
export const MODEL_COLUMNS = 1_000;

/** Maximum output that waits for the screen model. Beyond it the program is paused. */
export const MODEL_BACKLOG_BYTES = 2 * 1024 * 1024;

/** How much of a full backlog the model parses at once, if it takes no longer than a slice. */
export const MODEL_ROOM_BYTES = 256 * 1024;

/**
 * How long the model works before keys, output and requests have a turn: a tenth of the delay that
 * a person notices.
 */
export const MODEL_SLICE_MS = 10;

/**
 * Maximum size, and maximum estimated work (work.ts), of what is parsed between two looks at the
 * clock.
 */
export const MODEL_PIECE_BYTES = 4_096;
export const MODEL_PIECE_WORK = 64 * 1024;

/**
 * How long an attaching terminal waits for its snapshot, and an ending session for its last screen.
 */
export const SNAPSHOT_WAIT_MS = 2_000;
export const LAST_SCREEN_WAIT_MS = 5_000;

/**
 * How long a request waits for the screen: less than REPLY_WAIT_MS, so that the caller gets a
 * reason.
 */
export const SCREEN_WAIT_MS = 8_000;

/**
 * Delay of the model after output with no client attached. It is short, because the program may
 * wait for an answer.
 */
export const MODEL_ANSWER_MS = 10;

/**
 * Otherwise the model starts after this much silence. It is longer than a flood pauses for a full
 * terminal, so that the clients have the CPU during a flood.
 */
export const MODEL_IDLE_MS = 100;

/**
 * In output that is longer than this the model first looks for parts that it can skip, which takes
 * about a millisecond.
 */
export const MODEL_SLICE_BYTES = 64 * 1024;

/**
 * A line of the history counts as one line for each of these columns, because an endless line would
 * otherwise fill the memory.
 */
export const COUNTED_LINE_COLUMNS = 1_000;

/**
 * Maximum columns that are laid out again, after a change of width, of a line that crosses from the
 * history to the screen.
 */
export const LENT_COLUMNS = 16 * 1024;

/**
 * Maximum size of the sequence with which a client sets modes again after a stop: far more than
 * programs set, and far less than a message carries.
 */
export const MAX_ENTER_BYTES = 64 * 1024;
