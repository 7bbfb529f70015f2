// Limits of what ended sessions leave, each with its unit and its reason (all others: limits.ts).

/** How long what an ended session has left is kept: until the next day's work. */
export const KEEP_MS = 24 * 3_600_000;

/**
 * What describes the record of an ended session: a command and a title, cut, in JSON, and all else
 * there is.
 */
export const ENDED_HEADER_BYTES = 64 * 1024;

/** Of a title at the end of a session so much is kept: more than any terminal shows. */
export const ENDED_TITLE_CHARACTERS = 1_024;

/**
 * Of an ended session's screen and history, each plain and in colours, so much is kept: some
 * 100,000 lines.
 */
export const ENDED_TEXT_BYTES = 8 * 1024 * 1024;

/** All records of ended sessions in one folder: it may be in memory (a tmpfs); the oldest go. */
export const ENDED_FOLDER_BYTES = 64 * 1024 * 1024;

/**
 * A record in the making that is older than this was left behind by a host that was killed at work.
 */
export const STALE_RECORD_MS = 60_000;
