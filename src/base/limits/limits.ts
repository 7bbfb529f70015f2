// Timers, limits and watermarks of the program, each with its unit and its reason. The files beside
// this one have those of one matter each; those of the wire are in protocol/wire-limits.ts.

/**
 * Descriptors that a host keeps for when it may open no more: reading a process's state takes two
 * at a time.
 */
export const RESERVED_DESCRIPTORS = 3;

/** How long a client that was refused may take to read why, and to close its connection. */
export const REFUSED_LINGER_MS = 2_000;

/**
 * After a SIGHUP to the session's processes at the host's own end: how long they have before
 * SIGKILL.
 */
export const TERMINATE_GRACE_MS = 3_000;

/**
 * How often a host whose program has ended looks whether the rest of the session has, within that
 * time.
 */
export const TERMINATE_LOOK_MS = 50;

/**
 * The longest file name of a socket: it has to fit `sun_path` (104 bytes on macOS) even when
 * relative.
 */
export const MAX_SOCKET_NAME_BYTES = 100;

/**
 * Lines above the screen that the screen model keeps and shows to whoever attaches, and how many
 * can be asked for.
 */
export const HISTORY_LINES = 1_000;
export const MAX_HISTORY_LINES = 1_000_000;

/**
 * The most memory that the history takes, at 12 bytes a column: of 80 columns nearly 70,000 lines.
 */
export const HISTORY_BYTES = 64 * 1024 * 1024;

/**
 * Terminals of which a host remembers what they have of the history above their screen; with 64 KiB
 * of text for each at most.
 */
export const REMEMBERED_TERMINALS = 32;

/**
 * Failures of a session's emulator that are noted: where the program prints the cause again and
 * again, the next ones tell nothing new.
 */
export const NOTED_MODEL_FAULTS = 10;

/**
 * Symbolic links from one to the next that lead somewhere: Linux follows no more
 * (path_resolution(7)).
 */
export const MAX_LINKS = 40;

/**
 * A host that has printed nothing for so long gives memory back, which takes it some 30 ms: longer
 * than people wait between two commands (idle-collector.ts).
 */
export const REST_MS = 2_000;

/**
 * Of a session's command a listing has this many characters: more than a person reads, little for a
 * reply.
 */
export const STATUS_COMMAND_CHARACTERS = 4_096;

/**
 * A line of plain text is held until its end, in which it may be written over; a longer one is
 * given out in pieces.
 */
export const PLAIN_LINE_CHARACTERS = 64 * 1024;

/** The longest time of a timer of Node's: 31 bits of milliseconds, some 24 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Screens that are remembered for who asks what has come since, and the largest: as many as there
 * are scripts at once.
 */
export const CHECKPOINTS = 16;
export const CHECKPOINT_BYTES = 64 * 1024;

/**
 * Where a text is waited for: so much output between two looks at the screen, at most this many
 * lines of it.
 */
export const LOOK_BYTES = 4_096;

/**
 * Of a line that has begun above the screen so much is looked at again: far longer than any text
 * that is waited for.
 */
export const LOOK_BACK_CHARACTERS = 8 * 1024;

/**
 * Waits, and requests about the screen, that one connection may have open at a time, and all: each
 * may cost a timer, or a screen.
 */
export const OPEN_REQUESTS = 64;
export const OPEN_REQUESTS_OF_ALL = 1_024;

/** Between two looks at who is in front on the program's terminal, which nothing tells of. */
export const FRONT_LOOK_MS = 100;

/** A shell that has shown nothing for so long since it was started has no prompt to show. */
export const SILENT_SHELL_MS = 3_000;
