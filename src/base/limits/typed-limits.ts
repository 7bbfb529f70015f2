// Limits of typed lines, each with its unit and its reason (all others: limits.ts).

/**
 * Lines typed by `send` whose echo is told from output: this many, at most so long (a terminal in
 * line mode takes 4,095 bytes), and typed at most so much output before the place that a wait
 * begins at.
 */
export const TYPED_LINES = 16;
export const TYPED_LINE_CHARACTERS = 4_096;
export const TYPED_LOOK_BACK_BYTES = 16 * 1024;

/** So much is kept of each typed line in the record of an ended session, to know its echo by. */
export const ENDED_TYPED_CHARACTERS = 256;

/**
 * A shell that has not begun a whole line for so long, on a machine under load, waits for the rest
 * of it.
 */
export const LINE_START_MS = 10_000;

/**
 * A shell that shows its prompt again after a line, and has begun no command for so long, has
 * refused the line. A prompt that is only drawn again is followed by the command at once.
 */
export const LINE_REFUSED_MS = 1_000;

/**
 * How long a shell may take to show a prompt after C-c has taken back what was typed. Where nothing
 * was to take back fish shows none.
 */
export const LINE_CANCEL_MS = 1_500;

/** Of a command's output that is told as JSON: what follows is left out. */
export const LINE_OUTPUT_CHARACTERS = 16 * 1024 * 1024;
