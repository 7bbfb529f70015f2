// Limits of a client and its terminal, each with its unit and its reason.

/** How long a detaching client waits for the host to take what was typed before the detach key. */
export const DETACH_WAIT_MS = 1_000;

/** How long a detaching client waits for a terminal that does not take the undo. */
export const RESTORE_WAIT_MS = 500;

/**
 * How long a detaching client waits for the terminal's outstanding answers: longer than a round
 * trip on a bad link. Most terminals answer sooner. The full time passes only if a query is less
 * than QUESTION_MS old and the terminal never answers it.
 */
export const LATE_ANSWER_MS = 2_000;

/**
 * How often a client with a slow terminal checks whether the terminal has taken output, and tells
 * the host.
 */
export const PROGRESS_INTERVAL_MS = 200;

/**
 * How long the first key of a detach sequence (ctrl-p of ctrl-p,ctrl-q) is held back from the
 * program.
 */
export const KEY_PREFIX_HOLD_MS = 500;

/**
 * How long a lone ESC is held back, because it may begin a detach key in CSI-u form. A person does
 * not notice this delay.
 */
export const LONE_ESC_HOLD_MS = 20;

/**
 * How long the PTY keeps the smaller size when a program is made to repaint, so that the program
 * sees two separate SIGWINCHs.
 */
export const REPAINT_NUDGE_MS = 60;

/**
 * Size of a session that starts with no client attached. dtach uses 0 x 0, which breaks programs.
 */
export const DEFAULT_SIZE = { cols: 80, rows: 24 } as const;

/**
 * How long a client that was continued in the background waits for a signal that was sent together
 * with SIGCONT, before it stops again.
 */
export const STOP_AGAIN_MS = 100;
