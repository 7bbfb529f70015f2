// Says in words why a file cannot be written, from the system's error code.
import { TdetachError, reason } from './error.ts';

const WHY: Readonly<Record<string, string>> = {
  EEXIST: 'it exists already, and is not empty',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission',
  EROFS: 'its file system is read-only',
  ENXIO: 'it is a pipe without a reader, or a socket',
  ENOSPC: 'the disk is full',
  EMFILE: 'the host may open no more files (ulimit -n)',
};

/**
 * @param code a system error code such as ENOENT
 * @param instead what to do about a file that is not empty
 */
export function cannotWrite(
  path: string,
  code: string,
  instead = 'give another name',
  cause?: unknown,
): TdetachError {
  const known = WHY[code];
  const behind = code === 'EEXIST' ? `: ${instead}` : ` (${code})`;
  const why = known === undefined ? reason(cause ?? code) : `${known}${behind}`;
  return new TdetachError('bad-file', `${path} cannot be written: ${why}`, cause);
}
