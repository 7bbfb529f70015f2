// What attaching needs, checked before anything is made. Loads nothing of what attaching itself does, as a host is
// started first.
import tty from 'node:tty';
import { TdetachError } from '../base/error.ts';
import { parseDetachKey } from '../client/detach-key.ts';
import type { Key } from '../client/detach-key.ts';
import type { CommandLine } from './options.ts';

const DEFAULT_DETACH_KEY = '^\\';

/** The session that this process runs in, '' for none. */
export const within = (): string => process.env['TDETACH_SOCKET'] ?? '';

/**
 * What attaching needs of the command line and of the terminal.
 * @throws TdetachError usage, no-terminal
 */
export function prepareAttach(line: CommandLine): readonly Key[] {
  const keys = line.detachKey === false ? [] : parseDetachKey(line.detachKey ?? DEFAULT_DETACH_KEY);
  if (!tty.isatty(0)) {
    throw new TdetachError(
      'no-terminal',
      `attaching needs a terminal on standard input: use -n, -N or -p without one`,
    );
  }
  return keys;
}
