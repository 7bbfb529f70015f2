// Binding and connecting where an address of a socket has room for the path or not: a longer path is named
// relative to its folder, in which the process stands for just that one system call.
import path from 'node:path';
import { SOCKET_PATH_BYTES } from './platform.ts';

/**
 * Calls `use` with a path for `folder/file` that fits a socket's address. `use` must make its system call
 * before it returns, as net.connect and net.Server.listen do for a path.
 */
export function withSocketPath<T>(folder: string, file: string, use: (path: string) => T): T {
  const whole = path.join(folder, file);
  if (Buffer.byteLength(whole) <= SOCKET_PATH_BYTES) return use(whole);
  const back = process.cwd();
  process.chdir(folder);
  try {
    return use(`./${file}`);
  } finally {
    process.chdir(back);
  }
}
