// What attaching needs of the command line and of the terminal, checked before anything is made.
// Loads nothing of what attaching itself does, as a host is started first.
import tty from 'node:tty';
import { TdetachError } from '../../base/error.ts';
import { parseDetachKey } from '../../client/detach-key.ts';
import type { Key } from '../../client/detach-key.ts';
import { DEFAULT_DETACH_KEY } from '../reading/default-detach-key.ts';
import type { CommandLine } from '../reading/options.ts';

/** The session that this process runs in, '' for none. */
export const within = (): string => process.env['TDETACH_SOCKET'] ?? '';

/** @throws TdetachError usage */
export const detachKeys = ({ detachKey }: CommandLine): readonly Key[] =>
  detachKey === false ? [] : parseDetachKey(detachKey ?? DEFAULT_DETACH_KEY);

/** Returns true if a person's keys can be read. */
export const hasTerminal = (): boolean => tty.isatty(0);

/** @param instead what does without a terminal what this mode was asked for */
export const noTerminal = (mode: string, instead: string): TdetachError =>
  new TdetachError('no-terminal', `${mode} needs a terminal on standard input: ${instead}`);
