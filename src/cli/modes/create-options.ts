// Options for creating a session: one table for the modes and the verb that do so.
import path from 'node:path';
import type { Options } from 'yargs';
import { parseSizing } from '../../../protocol/sizing.ts';
import type { Sizing } from '../../../protocol/sizing.ts';
import type { Keeping } from '../../base/launch/launch-messages.ts';
import type { Change } from '../../base/launch/program-environment.ts';
import { MIN_LOG_BYTES } from '../../base/limits/file-limits.ts';
import { HISTORY_LINES } from '../../base/limits/limits.ts';
import { KEEP_MS } from '../../base/limits/ended-limits.ts';
import { duration } from '../reading/duration.ts';
import { historyLines } from '../reading/history.ts';
import { usage } from '../reading/parser.ts';

/** Options of a new session; undefined for options that are not given. */
export interface CreateOptions extends Keeping {
  /** History lines that a new session keeps, or that an attaching client is shown. */
  readonly history: number | undefined;
  /** What the session's size follows. */
  readonly sizing: Sizing | undefined;
  /** The program's working folder; undefined for the caller's. */
  readonly cwd: string | undefined;
  /** Changes to the caller's environment. */
  readonly env: readonly Change[];
}

/** Options that make sense only when a session is created. */
export const KEEPING_OPTIONS: Readonly<Record<string, Options>> = {
  keep: {
    type: 'string',
    requiresArg: true,
    describe: 'remember the end of the session for DURATION; 24h by default, 0 for not at all',
  },
  log: { type: 'string', requiresArg: true, describe: "append the program's output to FILE" },
  'log-size': {
    type: 'string',
    requiresArg: true,
    describe: 'with --log: limit the file to SIZE, such as 500K or 10M, by dropping the oldest output',
  },
  record: { type: 'string', requiresArg: true, describe: 'record the session to FILE (asciicast v2)' },
  'ssh-agent': {
    type: 'boolean',
    describe:
      'give the program a stable SSH_AUTH_SOCK, which leads to the agent of the client that attached last',
  },
  'shell-integration': {
    type: 'boolean',
    describe:
      'make bash, zsh or fish mark its prompts and commands (OSC 133 and 7), for do and wait --prompt',
  },
  cwd: { type: 'string', requiresArg: true, describe: 'start the program in FOLDER' },
  env: {
    type: 'array',
    nargs: 1,
    requiresArg: true,
    describe: 'set a variable for the program (NAME=VALUE) or remove it (NAME); can be given several times',
  },
};

export const CREATE_OPTIONS: Readonly<Record<string, Options>> = {
  history: {
    type: 'string',
    requiresArg: true,
    describe: `how many history lines to keep, and to show at attach; ${HISTORY_LINES} by default`,
  },
  size: {
    type: 'string',
    requiresArg: true,
    describe:
      "what the session's size follows: leader (the default), smallest or largest; or a fixed COLSxROWS",
  },
  ...KEEPING_OPTIONS,
};

function sizing(given: string, verb: string | undefined): Sizing {
  const known = parseSizing(given);
  if (known) return known;
  throw usage(
    `bad size ${JSON.stringify(given)}: give leader, smallest, largest, or COLSxROWS such as 132x43, 65535x65535 at most`,
    verb,
  );
}

const BYTES: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function logBytes(given: string, verb: string | undefined): number {
  const [, count, unit = ''] = /^(\d+)([KMG]?)$/.exec(given.toUpperCase()) ?? [];
  const bytes = Number(count) * (BYTES[unit] ?? NaN);
  if (bytes >= MIN_LOG_BYTES && bytes <= Number.MAX_SAFE_INTEGER) return bytes;
  throw usage(`bad log size ${JSON.stringify(given)}: give one such as 500K, 10M or 1G, 4K at least`, verb);
}

/** Resolves a file name against the working folder, because the host has another one. */
function file(option: string, given: string, verb: string | undefined): string {
  if (given === '') throw usage(`--${option} needs the name of a file`, verb);
  return path.resolve(given);
}

/**
 * Only rejects an empty name. The folder is checked when a session is created, because `-A` may
 * attach to an existing one.
 */
function folder(given: string, verb: string | undefined): string {
  if (given === '') throw usage('--cwd needs the name of a folder', verb);
  return given;
}

/** Parses a variable to set or to remove. */
function change(given: string, verb: string | undefined): Change {
  const at = given.indexOf('=');
  const name = at < 0 ? given : given.slice(0, at);
  if (name === '') throw usage(`bad variable ${JSON.stringify(given)}: give NAME=VALUE, or NAME`, verb);
  return { name, value: at < 0 ? undefined : given.slice(at + 1) };
}

/**
 * Reads the options that create a session.
 * @param parsed the given options, by name
 * @throws TdetachError usage
 */
export function readCreateOptions(parsed: Readonly<Record<string, unknown>>, verb?: string): CreateOptions {
  const one = <T>(name: string, read: (given: string, verb: string | undefined) => T): T | undefined =>
    typeof parsed[name] === 'string' ? read(parsed[name], verb) : undefined;
  const making: CreateOptions = {
    history: one('history', historyLines),
    sizing: one('size', sizing),
    keepMs: one('keep', (given) => (given === '0' ? 0 : duration(given, verb))) ?? KEEP_MS,
    log: one('log', (given) => file('log', given, verb)),
    logBytes: one('log-size', logBytes),
    record: one('record', (given) => file('record', given, verb)),
    sshAgent: parsed['ssh-agent'] === true,
    shellIntegration: parsed['shell-integration'] === true,
    cwd: one('cwd', (given) => folder(given, verb)),
    env: ((parsed['env'] as string[] | undefined) ?? []).map((given) => change(given, verb)),
  };
  if (making.logBytes !== undefined && making.log === undefined)
    throw usage('--log-size goes with --log', verb);
  return making;
}
