// Limits of the files that a host writes: logs and recordings.
import { KEPT_OUTPUT_BYTES } from './flow-limits.ts';

/** Minimum size limit of a log, so that some lines fit. */
export const MIN_LOG_BYTES = 4_096;

/**
 * Watermarks of a log or a recording. The program is paused when more than the first is unwritten,
 * and resumed at the second. A log is written from the output kept, so nothing unwritten may be
 * dropped there.
 */
export const FILE_PAUSE_BYTES = KEPT_OUTPUT_BYTES / 2;
export const FILE_RESUME_BYTES = 64 * 1024;

/** Maximum size of one write to a file, so that progress on a slow file is known soon. */
export const FILE_WRITE_BYTES = 256 * 1024;

/**
 * First and longest pause before a write to a full pipe is tried again. The pause doubles each
 * time.
 */
export const FILE_RETRY_FIRST_MS = 1;
export const FILE_RETRY_LONGEST_MS = 64;

/**
 * How long the end of a log or recording may take to reach its disk. Anything that waits for the
 * session's end waits for this too.
 */
export const FILE_END_MS = 3_000;

/**
 * Maximum size of the queue for a file that hangs. The program is paused long before, but resizes
 * and markers still queue. Beyond this limit the recording is given up. No snapshot is larger.
 */
export const FILE_QUEUE_BYTES = 64 * 1024 * 1024;
