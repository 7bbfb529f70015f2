// Binding and connecting where an address of a socket has room for the path or not: a longer path
// is named relative to its folder, in which the process stands for just that one system call.
import path from 'node:path';
import { SOCKET_PATH_BYTES } from '../platform.ts';

/** Where a session's socket lies. */
export interface Address {
  /** As the user gave it: for messages. */
  readonly session: string;
  /** Absolute, existing folder of the socket, symbolic links resolved. */
  readonly folder: string;
  /** The socket's file name within it. */
  readonly file: string;
  /** Absolute path of the socket. */
  readonly path: string;
}

/**
 * What the kernel knows a socket by: its path, or, where that is too long for an address, `./` and
 * its name.
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
