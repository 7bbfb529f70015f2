// The command line of the modes. Options end where a command begins: nothing in it is ever taken
// for an option of tdetach.
import type { Options } from 'yargs';
import { REDRAW_METHODS } from '../../../protocol/message.ts';
import type { RedrawMethod } from '../../../protocol/message.ts';
import { parseDetachKey } from '../../client/detach-key.ts';
import { KEEPING_OPTIONS, CREATE_OPTIONS, readCreateOptions } from '../modes/create-options.ts';
import type { CreateOptions } from '../modes/create-options.ts';
import { joined, positional } from './definition.ts';
import type { Definition, Parsed } from './definition.ts';
import { parse, usage } from './parser.ts';
import { DEFAULT_DETACH_KEY } from './default-detach-key.ts';
import { verbList } from './verb-names.ts';

export const MODES = ['create', 'attach', 'attach-or-create', 'new', 'foreground', 'push'] as const;
export type Mode = (typeof MODES)[number];

export interface CommandLine extends CreateOptions {
  readonly mode: Mode;
  readonly session: string;
  readonly command: readonly string[];
  /** As given; undefined for the default key, false for no detach key. */
  readonly detachKey: string | false | undefined;
  readonly redraw: RedrawMethod;
  /** True to attach only to watch. */
  readonly readonly: boolean;
  readonly quiet: boolean;
}

/** Modes that create a session, and so take a command. */
const TAKES_COMMAND: readonly Mode[] = ['create', 'attach-or-create', 'new', 'foreground'];
const ATTACHES: readonly Mode[] = ['create', 'attach', 'attach-or-create'];

/** The modes in which an option has an effect. Other options work in all modes. */
const EFFECTIVE_IN: Readonly<Record<string, readonly Mode[]>> = {
  'detach-key': ATTACHES,
  'no-detach-key': ATTACHES,
  redraw: ATTACHES,
  history: [...TAKES_COMMAND, 'attach'],
  size: [...TAKES_COMMAND, 'attach'],
  'read-only': ['attach', 'attach-or-create'],
  force: ['create', 'attach-or-create', 'new'],
  ...Object.fromEntries(Object.keys(KEEPING_OPTIONS).map((name) => [name, TAKES_COMMAND])),
};

const MODE_OPTIONS: Readonly<Record<Mode, { alias: string; describe: string }>> = {
  create: { alias: 'c', describe: 'create a session and attach; fails if it exists' },
  attach: { alias: 'a', describe: 'attach to a session' },
  'attach-or-create': { alias: 'A', describe: 'attach to a session; create it first if it does not exist' },
  new: { alias: 'n', describe: 'create a session and stay detached' },
  foreground: { alias: 'N', describe: 'create a session with its host in the foreground, for supervisors' },
  push: { alias: 'p', describe: 'copy standard input to a session' },
};

const modeOptions = Object.fromEntries(
  Object.entries(MODE_OPTIONS).map(([mode, option]): [string, Options] => [
    mode,
    { ...option, type: 'string', group: 'Modes:' },
  ]),
);

/** The command line of the modes. */
export const DEFINITION: Definition = {
  verb: '',
  usage: () =>
    `tdetach MODE SESSION [options] [--] [COMMAND [ARG...]]\ntdetach VERB [options]\n\n${verbList()}`,
  options: {
    ...modeOptions,
    'detach-key': {
      alias: 'e',
      type: 'string',
      requiresArg: true,
      describe: `set the detach key: ^X, a character, or a sequence such as ctrl-p,ctrl-q; ${DEFAULT_DETACH_KEY} by default`,
    },
    'no-detach-key': { alias: 'E', type: 'boolean', describe: 'attach without a detach key' },
    redraw: {
      alias: 'r',
      type: 'string',
      requiresArg: true,
      describe: `how to restore the screen: ${REDRAW_METHODS.join(', ')}; restore by default`,
    },
    ...CREATE_OPTIONS,
    'read-only': {
      alias: 'R',
      type: 'boolean',
      describe: 'with -a, -A: attach read-only; only the detach key has an effect',
    },
    quiet: { alias: 'q', type: 'boolean', describe: "suppress tdetach's own messages" },
    force: {
      alias: 'f',
      type: 'boolean',
      describe: 'accepted for abduco; what ended sessions and dead hosts have left is replaced in any case',
    },
    'no-suspend': {
      alias: 'z',
      type: 'boolean',
      describe: 'accepted for dtach; Ctrl-Z always goes to the program',
    },
  },
  epilogue:
    'SESSION is a path if it contains a /. A bare name is looked up in $TDETACH_DIR, else in /tmp/tdetach-$UID. ' +
    'Without COMMAND the session runs $SHELL.',
  stopAtPositional: true,
};

/** All options of the modes by name, with the modes themselves. */
export const ALL_OPTIONS: Readonly<Record<string, Options>> = {
  ...DEFINITION.options,
  help: { alias: 'h', type: 'boolean', describe: 'show this help' },
  version: { alias: 'V', type: 'boolean', describe: 'show the version' },
};

/** Returns true if a command follows the session in this mode. */
export const takesCommand = (mode: Mode): boolean => TAKES_COMMAND.includes(mode);

/**
 * Parses up to the first argument that is not an option. Returns undefined if help or the version
 * was printed.
 */
const pass = (args: readonly string[]): Promise<Parsed | undefined> => parse(DEFINITION, args);

function chosenMode(parsed: Parsed): { mode: Mode; value: string } {
  const chosen = MODES.filter((mode) => parsed[mode] !== undefined);
  const [mode, second] = chosen;
  const spelled = (one: Mode): string => `-${MODE_OPTIONS[one].alias}`;
  if (mode === undefined) {
    const modes = MODES.map(spelled).join(', ');
    const [stray] = positional(parsed);
    throw usage(`one of ${modes} is needed${stray === undefined ? '' : ` before ${JSON.stringify(stray)}`}`);
  }
  if (second !== undefined) throw usage(`${spelled(mode)} and ${spelled(second)} exclude each other`);
  return { mode, value: String(parsed[mode]) };
}

/**
 * Parses the command line.
 * @returns undefined if help or the version was requested and has been printed
 * @throws TdetachError usage
 */
export async function readCommandLine(given: readonly string[]): Promise<CommandLine | undefined> {
  const args = withPlainSession(given);
  const first = await pass(args);
  if (!first) return undefined;
  const { mode, value } = chosenMode(first);
  let session = value;
  let merged = first;
  // The session is the value of the mode's option, or, if another option follows the mode, the
  // first argument.
  if (value === '' && !hasEmptyValue(args, mode)) {
    const [name, ...after] = positional(first);
    if (name === undefined) throw usage(`-${MODE_OPTIONS[mode].alias} needs a session`);
    const plain = args.at(-after.length - 2) === '--'; // no options follow
    const second = await pass(plain ? ['--', ...afterDashes(after)] : after);
    if (!second) return undefined;
    session = name;
    merged = joined(first, second);
    chosenMode(merged);
  }
  const command = positional(merged);
  if (command.length > 0 && !TAKES_COMMAND.includes(mode)) {
    throw usage(`-${MODE_OPTIONS[mode].alias} takes no command, but ${JSON.stringify(command[0])} follows`);
  }
  const line = { mode, session, command, ...settings(merged) };
  checkEffects(mode, merged);
  if (line.sizing && line.readonly) throw usage('--size does not go with -R, which leaves the size as it is');
  return line;
}

/** @throws TdetachError usage, for an option that has no effect in this mode */
function checkEffects(mode: Mode, parsed: Parsed): void {
  for (const [name, modes] of Object.entries(EFFECTIVE_IN)) {
    if (parsed[name] === undefined || modes.includes(mode)) continue;
    const { alias } = DEFINITION.options[name] ?? {};
    const option = typeof alias === 'string' ? `-${alias}` : `--${name}`;
    const all = MODES.filter((one) => modes.includes(one)).map((one) => `-${MODE_OPTIONS[one].alias}`);
    throw usage(`${option} goes with ${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`);
  }
}

/** Returns the option that a word spells; undefined if it is not an option. */
function optionNamed(word: string): string | undefined {
  return Object.keys(ALL_OPTIONS).find((name) => {
    const alias = ALL_OPTIONS[name]?.alias;
    return word === `--${name}` || (typeof alias === 'string' && word === `-${alias}`);
  });
}

/** Removes a `--` before a command. */
const afterDashes = (args: readonly string[]): readonly string[] => (args[0] === '--' ? args.slice(1) : args);

/**
 * Rewrites a session after `--`, as in `-n -- -name`, as the mode's value. yargs would take the
 * `--` for the value.
 */
function withPlainSession(args: readonly string[]): readonly string[] {
  for (let at = 0; at < args.length; at++) {
    const name = optionNamed(args[at] ?? '');
    if (name === undefined) break;
    const [next, session] = args.slice(at + 1);
    if (next === '--' && session !== undefined && MODES.some((mode) => mode === name))
      return [...args.slice(0, at), `--${name}=${session}`, '--', ...afterDashes(args.slice(at + 3))];
    if (ALL_OPTIONS[name]?.type !== 'boolean' && next?.startsWith('-') === false) at++;
  }
  return args;
}

/** Returns true if the mode was given an empty session, as in `-c ''`. */
function hasEmptyValue(args: readonly string[], mode: Mode): boolean {
  const at = args.findIndex((arg) => arg === `-${MODE_OPTIONS[mode].alias}` || arg === `--${mode}`);
  return args[at + 1] === '' || args.includes(`--${mode}=`);
}

function settings(parsed: Parsed): Omit<CommandLine, 'mode' | 'session' | 'command'> {
  const method = parsed['redraw'] ?? 'restore';
  const redraw = REDRAW_METHODS.find((one) => one === method);
  if (!redraw)
    throw usage(`bad redraw method ${JSON.stringify(method)}: it is one of ${REDRAW_METHODS.join(', ')}`);
  const key = parsed['detach-key'] as string | undefined;
  if (key !== undefined) parseDetachKey(key);
  return {
    detachKey: parsed['no-detach-key'] === true ? false : key,
    redraw,
    readonly: parsed['read-only'] === true,
    ...readCreateOptions(parsed),
    quiet: parsed['quiet'] === true,
  };
}
