// Binds and connects sockets whose path may be too long for a socket address. A longer path is
// given relative to its folder, and the process changes to that folder for just this one system
// call.
import path from 'node:path';
import { SOCKET_PATH_BYTES } from '../platform.ts';

/** The location of a session's socket. */
export interface Address {
  /** The name as the user gave it, for messages. */
  readonly session: string;
  /** Absolute path of the socket's folder, which exists, with symbolic links resolved. */
  readonly folder: string;
  /** The socket's file name within it. */
  readonly file: string;
  /** Absolute path of the socket. */
  readonly path: string;
}

/**
 * Returns the address that the kernel knows a socket by: its path, or `./` and its name if the path
 * is too long.
 */
export function boundPath(folder: string, file: string): string {
  const whole = path.join(folder, file);
  return Buffer.byteLength(whole) <= SOCKET_PATH_BYTES ? whole : `./${file}`;
}

/**
 * Calls `use` with a path for `folder/file` that fits a socket's address. `use` must make its
 * system call before it returns, as net.connect and net.Server.listen do for a path.
 */
export function withSocketPath<T>(folder: string, file: string, use: (path: string) => T): T {
  const at = boundPath(folder, file);
  if (path.isAbsolute(at)) return use(at);
  const back = process.cwd();
  process.chdir(folder);
  try {
    return use(at);
  } finally {
    process.chdir(back);
  }
}
