// Limits of input, queries and reports, each with its unit and its reason.

/** A terminal that has not answered a query for this long does not know it. */
export const QUESTION_MS = 2_000;

/**
 * Maximum number of open queries that a host remembers: more than any program sends before it reads
 * an answer.
 */
export const MAX_OPEN_QUERIES = 256;

/**
 * A query that has been open for longer is not answered when the leader detaches: its program no
 * longer waits.
 */
export const OPEN_QUERY_MS = 60_000;

/**
 * How long a terminal may still answer a query that the host has answered in its place: the delay
 * of a bad link.
 */
export const LATE_REPORT_MS = 5_000;

/**
 * While a query is open, the leader's client is pinged at the first interval, and counts as stopped
 * after the second without an answer. Together with the model's delay a query is then answered
 * within a second. A client on a loaded machine answers within 100 ms.
 */
export const QUERY_PING_MS = 200;
export const QUERY_PONG_MS = 400;

/**
 * How long after the last query the client is pinged. No program waits longer for an answer (vim
 * and fish wait at most 2 s).
 */
export const QUERY_WATCH_MS = 10_000;

/**
 * A bracketed paste or a control string counts as ended when nothing of it has come for this long,
 * even without its terminator. A terminal sends a paste in one go, and the detach key must work
 * again before a person gives up.
 */
export const PASTE_PAUSE_MS = 1_000;

/**
 * How long a host waits for the rest of a possible report from a terminal that does not lead,
 * before it takes the bytes for keys (Escape, Alt-], Alt-P): the gap between two packets on a bad
 * network.
 */
export const REPORT_HOLD_MS = 1_000;

/**
 * How long a host waits for the rest of bytes that can only be a report. They never become keys.
 */
export const TORN_REPORT_MS = 5_000;

/**
 * Maximum input of one client that waits for the program. Above it the client's socket is not read.
 */
export const INPUT_QUEUE_BYTES = 256 * 1024;

/**
 * How long after a terminal's first report the host asks for its size in pixels, if no program has
 * asked by then.
 */
export const PIXELS_ASK_MS = 500;

/**
 * Maximum input that is written to the PTY for one client before the next one has its turn: the
 * size of the tty's own buffer.
 */
export const INPUT_TURN_BYTES = 4_096;

/**
 * Maximum length of an escape sequence in input for which other clients wait: far longer than any
 * report, and short for a program to read.
 */
export const INPUT_TOKEN_BYTES = 16 * 1024;

/**
 * How long other clients wait for the rest of an escape sequence. Programs themselves wait no
 * longer before they take the ESC for a key (vim 'ttimeoutlen'), and nothing follows a lone ESC.
 */
export const INPUT_HOLD_MS = 100;

/**
 * First and longest pause before a write to a full PTY is tried again. The pause doubles each time.
 * Node offers no poll for a PTY.
 */
export const INPUT_RETRY_FIRST_MS = 1;
export const INPUT_RETRY_MAX_MS = 64;
