// Limits of typed lines, each with its unit and its reason.

/**
 * Limits of the lines typed by `send` whose echo is distinguished from output: their number, their
 * length (a terminal in line mode takes 4,095 bytes), and how much output may lie between such a
 * line and the beginning of a wait.
 */
export const TYPED_LINES = 16;
export const TYPED_LINE_CHARACTERS = 4_096;
export const TYPED_LOOK_BACK_BYTES = 16 * 1024;

/** Maximum length of each typed line in an ended record. It identifies the echo. */
export const ENDED_TYPED_CHARACTERS = 256;

/**
 * A shell that has not begun a command for this long, even on a loaded machine, waits for the rest
 * of the line.
 */
export const LINE_START_MS = 10_000;

/**
 * A shell that shows its prompt after a line and begins no command for this long has refused the
 * line. If the prompt is only redrawn, the command follows at once.
 */
export const LINE_REFUSED_MS = 1_000;

/**
 * How long a shell may take to show a prompt after C-c has cancelled the typed text. If there was
 * nothing to cancel, fish shows no prompt.
 */
export const LINE_CANCEL_MS = 1_500;

/** Maximum length of a command's output in JSON; the rest is left out. */
export const LINE_OUTPUT_CHARACTERS = 16 * 1024 * 1024;
