// General timers and limits, each with its unit and its reason. The other files in this folder hold
// the limits of one subject each; the limits of the wire are in protocol/wire-limits.ts.

/**
 * Number of descriptors that a host keeps in reserve for when it can open no more. Reading a
 * process's state takes two at a time.
 */
export const RESERVED_DESCRIPTORS = 3;

/** How long a refused client has to read the reason and close its connection. */
export const REFUSED_LINGER_MS = 2_000;

/** How long the session's processes have after SIGHUP before the ending host sends SIGKILL. */
export const TERMINATE_GRACE_MS = 3_000;

/**
 * How often, within TERMINATE_GRACE_MS, a host whose program has ended checks whether the other
 * processes have ended too.
 */
export const TERMINATE_LOOK_MS = 50;

/**
 * Maximum file name of a socket. Even relative to its folder it has to fit `sun_path` (104 bytes on
 * macOS).
 */
export const MAX_SOCKET_NAME_BYTES = 100;

/**
 * Default and maximum number of history lines that the screen model keeps, and shows to clients
 * that attach.
 */
export const HISTORY_LINES = 1_000;
export const MAX_HISTORY_LINES = 1_000_000;

/** Maximum memory of the history, at 12 bytes a column: nearly 70,000 lines of 80 columns. */
export const HISTORY_BYTES = 64 * 1024 * 1024;

/**
 * Number of terminals for which a host remembers the history that they already show, with at most
 * 64 KiB of text each.
 */
export const REMEMBERED_TERMINALS = 32;

/**
 * Number of emulator failures that a session logs. If the program prints the cause again and again,
 * further entries tell nothing new.
 */
export const NOTED_MODEL_FAULTS = 10;

/** Maximum number of symbolic links in a chain, as in Linux (path_resolution(7)). */
export const MAX_LINKS = 40;

/**
 * Time without output after which a host gives memory back, which takes some 30 ms: longer than
 * people wait between two commands (idle-collector.ts).
 */
export const REST_MS = 2_000;

/**
 * Maximum length of a session's command in a listing: more than a person reads, and short for a
 * reply.
 */
export const STATUS_COMMAND_CHARACTERS = 4_096;

/**
 * Maximum length of a line of plain text that is held until it is complete, as it may still be
 * overwritten. A longer line is delivered in pieces.
 */
export const PLAIN_LINE_CHARACTERS = 64 * 1024;

/** Maximum delay of a Node timer: 31 bits of milliseconds, some 24 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Number and maximum size of checkpoints, which are kept for waits that ask what came since. There
 * are enough for all scripts that use a session at once.
 */
export const CHECKPOINTS = 16;
export const CHECKPOINT_BYTES = 64 * 1024;

/**
 * Output between two looks at the screen for a text that is waited for; each look covers at most
 * this many lines.
 */
export const LOOK_BYTES = 4_096;

/**
 * How much of a line that begins above the screen is searched again: far more than any text that is
 * waited for.
 */
export const LOOK_BACK_CHARACTERS = 8 * 1024;

/**
 * Maximum number of open waits and screen requests, of one connection and of all. Each may cost a
 * timer or a screen.
 */
export const OPEN_REQUESTS = 64;
export const OPEN_REQUESTS_OF_ALL = 1_024;

/**
 * Interval of checks for the process in the foreground of the program's terminal. The kernel does
 * not notify of a change.
 */
export const FRONT_LOOK_MS = 100;

/** A shell that has printed nothing for this long after its start has no prompt to print. */
export const SILENT_SHELL_MS = 3_000;
