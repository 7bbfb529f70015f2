// Checks what an attach needs from the command line and the terminal, before anything is created.
// It does not load the modules of the attach itself, because the host is started first.
import tty from 'node:tty';
import { TdetachError } from '../../base/error.ts';
import { parseDetachKey } from '../../client/detach-key.ts';
import type { Key } from '../../client/detach-key.ts';
import { DEFAULT_DETACH_KEY } from '../reading/default-detach-key.ts';
import type { CommandLine } from '../reading/options.ts';

/** Returns the socket of the session that this process runs in; '' for none. */
export const within = (): string => process.env['TDETACH_SOCKET'] ?? '';

/** @throws TdetachError usage */
export const detachKeys = ({ detachKey }: CommandLine): readonly Key[] =>
  detachKey === false ? [] : parseDetachKey(detachKey ?? DEFAULT_DETACH_KEY);

/** Returns true if keys can be read from a terminal. */
export const hasTerminal = (): boolean => tty.isatty(0);

/** @param instead advice on what to use without a terminal */
export const noTerminal = (mode: string, instead: string): TdetachError =>
  new TdetachError('no-terminal', `${mode} needs a terminal on standard input: ${instead}`);
