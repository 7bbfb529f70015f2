// Limits of the screen model, each with its unit and its reason (all others: limits.ts).

/**
 * A larger screen has no picture: no terminal is that large, but any client may say that its own
 * is. A change to such a size and back takes 70 ms, in one block.
 */
export const MODEL_CELLS = 256 * 1024;
export const MODEL_ROWS = 1_000;
export const MODEL_COLUMNS = 1_000;

/** Output that waits for the screen model; beyond it the program waits for the model. */
export const MODEL_BACKLOG_BYTES = 2 * 1024 * 1024;

/** What the model takes in of a full backlog at once, where that takes no longer than a slice. */
export const MODEL_ROOM_BYTES = 256 * 1024;

/**
 * How long the model works before keys, output and requests have a turn: a tenth of what a person
 * notices.
 */
export const MODEL_SLICE_MS = 10;

/**
 * So much is parsed between two looks at the clock, or less, where it holds functions of so much
 * work (work.ts).
 */
export const MODEL_PIECE_BYTES = 4_096;
export const MODEL_PIECE_WORK = 64 * 1024;

/**
 * How long a terminal that attaches waits for its picture, and the end of a session for the screen
 * that it leaves.
 */
export const PICTURE_WAIT_MS = 2_000;
export const LAST_SCREEN_WAIT_MS = 5_000;

/**
 * How long a request about the screen waits for it: below REPLY_WAIT_MS, so that the asker is told.
 */
export const SCREEN_WAIT_MS = 8_000;

/**
 * With no client attached the model follows so soon after output has come: the program may wait for
 * an answer.
 */
export const MODEL_ANSWER_MS = 10;

/**
 * Otherwise it follows when there was no output for so long: longer than a flood stops for a
 * terminal that is full, as the processor is the clients' then.
 */
export const MODEL_IDLE_MS = 100;

/**
 * Of a stretch that is longer, what need not be parsed is looked for first: about a millisecond's
 * work.
 */
export const MODEL_SLICE_BYTES = 64 * 1024;

/**
 * A line of the history counts once more for each of these columns: one without an end would fill
 * the memory.
 */
export const COUNTED_LINE_COLUMNS = 1_000;

/**
 * Columns of a line that crosses from the history to the screen which a change of width lays out
 * anew.
 */
export const LENT_COLUMNS = 16 * 1024;

/**
 * What a client holds to set modes again after a stop: far more than programs set, and far below
 * what a message carries.
 */
export const MAX_ENTER_BYTES = 64 * 1024;
