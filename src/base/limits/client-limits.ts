// Limits of a client and its terminal, each with its unit and its reason (all others: limits.ts).

/**
 * How long a leaving client waits until the host has taken what was typed before the detach key.
 */
export const DETACH_WAIT_MS = 1_000;

/**
 * How long a leaving client waits for a terminal that does not take the bytes which put its modes
 * back.
 */
export const RESTORE_WAIT_MS = 500;

/**
 * How long a leaving client waits for answers that are still to come: longer than a bad link's time
 * there and back. A terminal answers sooner; one that answers nothing at all costs this, where it
 * was asked within QUESTION_MS.
 */
export const LATE_ANSWER_MS = 2_000;

/**
 * How often a client whose terminal is slow looks whether it has taken something, and tells the
 * host.
 */
export const PROGRESS_INTERVAL_MS = 200;

/**
 * How long the beginning of a detach sequence (ctrl-p of ctrl-p,ctrl-q) is held back from the
 * program.
 */
export const KEY_PREFIX_HOLD_MS = 500;

/**
 * How long a lone ESC is held, which may open a detach key in CSI-u form: below what a person
 * notices.
 */
export const LONE_ESC_HOLD_MS = 20;

/**
 * How long the smaller size stands when a program is made to repaint: time to see both of two
 * SIGWINCHs.
 */
export const REPAINT_NUDGE_MS = 60;

/** A size for programs that start with no client attached. dtach's 0 x 0 breaks them. */
export const DEFAULT_SIZE = { cols: 80, rows: 24 } as const;

/**
 * How long a client that was continued in the background waits for a signal that came with SIGCONT
 * before it stops again.
 */
export const STOP_AGAIN_MS = 100;
