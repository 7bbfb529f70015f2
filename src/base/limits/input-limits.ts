// Limits of input, queries and reports, each with its unit and its reason (all others: limits.ts).

/** A query that a terminal has not answered for so long is one that it does not know. */
export const QUESTION_MS = 2_000;

/**
 * Queries of a program that a host remembers: more than any program asks before it reads an answer.
 */
export const MAX_OPEN_QUERIES = 256;

/**
 * A query that was open for longer when the leader goes is not answered: its program waits no
 * more.
 */
export const OPEN_QUERY_MS = 60_000;

/**
 * How long a terminal may still answer a query that was answered for it: a bad link's
 * delay.
 */
export const LATE_REPORT_MS = 5_000;

/**
 * While a query is open its leader's client is asked for a sign of life so often, and counts as
 * stopped after so long without one: together with the model's delay a query is answered within a
 * second. A machine under load answers within 100 ms.
 */
export const QUERY_PING_MS = 200;
export const QUERY_PONG_MS = 400;

/**
 * For so long after the last query: programs that wait for an answer do not wait longer (vim, fish:
 * 2 s at most).
 */
export const QUERY_WATCH_MS = 10_000;

/**
 * A bracketed paste (or a string) of which nothing has come for so long has ended, with or without
 * its end: a terminal sends a paste in one go, and a person who waits for the detach key to work
 * gives up after some seconds.
 */
export const PASTE_PAUSE_MS = 1_000;

/**
 * How long a host waits for the rest of what may be a report of a terminal that does not lead,
 * before it takes it for keys (Escape, Alt-], Alt-P): the time that a bad network keeps two packets
 * apart.
 */
export const REPORT_HOLD_MS = 1_000;

/** How long it waits for the rest of what can be nothing but a report. It is never typed. */
export const TORN_REPORT_MS = 5_000;

/** Input of one client that waits for the program; above it the client's socket is not read. */
export const INPUT_QUEUE_BYTES = 256 * 1024;

/**
 * How long after its first report a terminal is asked for its size in pixels, where no program has
 * done so by then.
 */
export const PIXELS_ASK_MS = 500;

/**
 * The most that is written to the PTY for one client before the next one has its turn: the tty's
 * own buffer.
 */
export const INPUT_TURN_BYTES = 4_096;

/**
 * The longest escape sequence in input that others wait for: far above any report, little for a
 * program to read.
 */
export const INPUT_TOKEN_BYTES = 16 * 1024;

/**
 * How long others wait for the rest of an escape sequence that has not come yet: programs wait no
 * longer for it themselves before they take its ESC for the key (vim 'ttimeoutlen'), and a lone ESC
 * never has a rest.
 */
export const INPUT_HOLD_MS = 100;

/**
 * First and longest pause before a full PTY is tried again; it doubles in between. Node offers no
 * poll for it.
 */
export const INPUT_RETRY_FIRST_MS = 1;
export const INPUT_RETRY_MAX_MS = 64;
