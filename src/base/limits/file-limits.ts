// The limits of the files that a host writes: logs and recordings.
import { KEPT_OUTPUT_BYTES } from './flow-limits.ts';

/** The smallest cap of a log: some lines have to fit. */
export const MIN_LOG_BYTES = 4_096;

/**
 * A log or a recording for which more than this waits holds the program up until there is no more
 * than the second: of the end of the output that is kept, from which a log is written, nothing may
 * go meanwhile.
 */
export const FILE_PAUSE_BYTES = KEPT_OUTPUT_BYTES / 2;
export const FILE_RESUME_BYTES = 64 * 1024;

/** What is written to a file at once: of a slow one it is known soon how far it is. */
export const FILE_WRITE_BYTES = 256 * 1024;

/**
 * First and longest pause before a pipe that is full is written to again; it doubles in between.
 */
export const FILE_RETRY_FIRST_MS = 1;
export const FILE_RETRY_LONGEST_MS = 64;

/**
 * How long the end of a log or recording may take to reach its disk. Anything that waits for the
 * session's end waits for this too.
 */
export const FILE_END_MS = 3_000;

/**
 * Bytes that may queue for a file that hangs. The program is paused long before, but resizes and
 * markers still queue. Past this the recording is given up. No screen's picture is larger.
 */
export const FILE_QUEUE_BYTES = 64 * 1024 * 1024;
