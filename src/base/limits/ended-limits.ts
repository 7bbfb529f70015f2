// Limits of ended records, each with its unit and its reason.

/** How long an ended record is kept: long enough to find it on the next working day. */
export const KEEP_MS = 24 * 3_600_000;

/** Maximum size of a record's JSON header, with the command and the title cut to fit. */
export const ENDED_HEADER_BYTES = 64 * 1024;

/** Maximum length of the title in a record: more than any terminal shows. */
export const ENDED_TITLE_CHARACTERS = 1_024;

/**
 * Maximum size of screen and history in a record, plain and with colours each: some 100,000 lines.
 */
export const ENDED_TEXT_BYTES = 8 * 1024 * 1024;

/**
 * Maximum size of all records in one folder, which may be in memory (a tmpfs). The oldest are
 * removed first.
 */
export const ENDED_FOLDER_BYTES = 64 * 1024 * 1024;

/** A partial record that is older than this was left by a host that was killed while it wrote. */
export const STALE_RECORD_MS = 60_000;
