// Creates a session without attaching to it.
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Sizing } from '../../protocol/message.ts';
import { TdetachError } from '../base/error.ts';
import { PLAIN_CALLER } from '../base/launch/caller.ts';
import { launchOrder } from '../base/launch/launch-messages.ts';
import type { StartHost } from '../base/launch/start-host-type.ts';
import { DEFAULT_SIZE } from '../base/limits/client-limits.ts';
import { HISTORY_LINES, MAX_HISTORY_LINES } from '../base/limits/limits.ts';
import { KEEP_MS } from '../base/limits/ended-limits.ts';
import { locateNew } from '../base/address/locate-new.ts';
import { workingFolder } from '../base/launch/working-folder.ts';
import { VERSION } from '../base/version.ts';
import { HeldEnd } from '../control/sessions/held-end.ts';
import { launch } from '../control/sessions/launch.ts';
import { environment } from './place.ts';
import type { Place } from './place.ts';
import { Session } from './session.ts';
import { checkSize } from './terminal-size.ts';
import type { TerminalSize } from './terminal-size.ts';

export interface CreateOptions extends Place {
  /** The program and its arguments; `$SHELL` by default, else `/bin/sh`. */
  readonly command?: readonly string[];
  /**
   * The program's whole environment; by default that of this process. `LINES` and `COLUMNS` are
   * removed, and a missing, empty or `dumb` `TERM` becomes `xterm-256color`.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * The program's working folder; by default that of this process. An unusable one fails with
   * `bad-folder`.
   */
  readonly cwd?: string;
  /** Initial size of the session; 80 x 24 by default. */
  readonly size?: TerminalSize;
  /**
   * What the size follows: the leader's terminal (the default), the smallest or the largest
   * terminal, or a fixed size.
   */
  readonly sizing?: 'leader' | 'smallest' | 'largest' | TerminalSize;
  /** Number of history lines to keep; 1,000 by default, 0 for none. */
  readonly history?: number;
  /** How long the ended record is kept, in ms; 24 hours by default, 0 for no record. */
  readonly keepMs?: number;
  /** A file to which the output is appended, and the file's maximum size in bytes. */
  readonly log?: string;
  readonly logBytes?: number;
  /** A file to record the session to (asciicast v2). */
  readonly record?: string;
  /**
   * Gives the program a stable SSH_AUTH_SOCK, which leads to the agent of the client that attached
   * last.
   */
  readonly sshAgent?: boolean;
  /**
   * Makes bash, zsh or fish mark its prompts and commands (OSC 133) and report its folder (OSC 7),
   * without changes to the user's files. Fails with `bad-argument` for other programs, and for
   * arguments other than `-i` and `-l`.
   */
  readonly shellIntegration?: boolean;
  /** Aborts the call, which fails with the code `aborted`. A host that is not ready is ended. */
  readonly signal?: AbortSignal;
}

const isCount = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= most;

function resolved(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(file);
}

/**
 * Creates a session.
 * @param start starts a host
 * @throws TdetachError as the library's `create`
 */
export async function createSession(
  start: StartHost,
  name: string,
  options: CreateOptions,
): Promise<Session> {
  const { sizing = 'leader', size = DEFAULT_SIZE, history = HISTORY_LINES, keepMs = KEEP_MS } = options;
  const follows: Sizing = typeof sizing === 'object' ? checkSize(sizing) : sizing;
  const first = typeof follows === 'object' ? follows : checkSize(size);
  if (!isCount(history, MAX_HISTORY_LINES) || !isCount(keepMs, Number.MAX_SAFE_INTEGER)) {
    const what = `history ${history} or keepMs ${keepMs} is no whole number, or too large`;
    throw new TdetachError('bad-argument', `create: ${what}`);
  }
  const command = options.command ?? [process.env['SHELL'] || '/bin/sh'];
  if (!command[0]) throw new TdetachError('bad-argument', 'create: the command is empty');
  workingFolder(options.cwd); // check this before a session folder is created
  const order = launchOrder(
    {
      ...{ address: await locateNew(name, environment(options)), version: VERSION, command },
      ...{ size: first, sizing: follows, history, keepMs, creatorAttaches: false },
      ...{ log: resolved(options.log), logBytes: options.logBytes, record: resolved(options.record) },
      sshAgent: options.sshAgent ?? false,
      shellIntegration: options.shellIntegration ?? false,
      tellsEnd: true,
    },
    {
      caller: PLAIN_CALLER,
      environment: { given: options.env ?? process.env, onTerminal: false, changes: [] },
      cwd: options.cwd,
    },
  );
  let held: HeldEnd | undefined;
  const hold = (conversation: Readable): void => void (held = new HeldEnd(name, conversation));
  await launch(start, order, undefined, options.signal, hold);
  return Session.named(name, options, held);
}
