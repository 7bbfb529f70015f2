// Finds completions for the last word of a command line. They come from the tables with which
// command lines are parsed: options, verbs, and the arguments in the usage of a verb.
import type { Options } from 'yargs';
import { REDRAW_METHODS, SIGNALS } from '../../../protocol/message.ts';
import { KEY_NAMES } from '../../session/key-names.ts';
import { ALL_OPTIONS, MODES, takesCommand } from '../reading/options.ts';
import { QUIET_OPTION } from '../reading/verb.ts';
import type { LoadVerb, Verb } from '../reading/verb.ts';
import { SUMMARIES } from '../reading/verb-names.ts';

type Table = Readonly<Record<string, Options>>;

/** A candidate, with an optional description. */
export type Candidate = readonly [word: string, about?: string];

/**
 * What to complete: names of sessions, files, folders, system commands (with files as their
 * arguments), or these words.
 */
export type Candidates = 'sessions' | 'files' | 'folders' | 'commands' | readonly Candidate[];

const words = (list: readonly string[]): Candidate[] => list.map((word) => [word]);

/** Candidates for the values of options that take a file or one of a few words. */
const VALUES: Readonly<Record<string, Candidates>> = {
  cwd: 'folders',
  log: 'files',
  png: 'files',
  record: 'files',
  redraw: words(REDRAW_METHODS),
  size: words(['leader', 'smallest', 'largest']),
  signal: words(SIGNALS),
  keys: words(KEY_NAMES),
};

const aliases = ({ alias }: Options): readonly string[] =>
  alias === undefined ? [] : typeof alias === 'string' ? [alias] : alias;

/** Returns an option as it is typed: -a for one letter, --attach for more. */
const spelled = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

function optionsOf(table: Table): Candidate[] {
  return Object.entries(table).flatMap(([name, options]) =>
    [name, ...aliases(options)].map((one): Candidate => [spelled(one), options.describe ?? '']),
  );
}

/** Returns the name of the option that a word spells. */
const named = (word: string, table: Table): string | undefined =>
  Object.keys(table).find((name) =>
    [name, ...aliases(table[name] ?? {})].some((one) => spelled(one) === word),
  );

interface Read {
  /** Arguments that are not options. */
  readonly args: readonly string[];
  /** Options that were given. */
  readonly given: readonly string[];
  /** The option whose value comes next. */
  readonly open: string | undefined;
  /** True after `--`: the words that follow are not options. */
  readonly plain: boolean;
}

/** Reads the words before the one that is being typed. */
function read(before: readonly string[], table: Table): Read {
  const args: string[] = [];
  const given: string[] = [];
  let open: string | undefined;
  for (const [index, word] of before.entries()) {
    if (word === '--')
      return { args: [...args, ...before.slice(index + 1)], given, open: undefined, plain: true };
    const name = word.startsWith('-') ? named(word, table) : undefined;
    if (name !== undefined) {
      given.push(name);
      open = table[name]?.requiresArg === true ? name : undefined;
    } else if (open === undefined) args.push(word);
    else if (table[open]?.type !== 'array' || table[open]?.nargs === 1) open = undefined;
  }
  return { args, given, open, plain: false };
}

/**
 * Returns the candidates for an argument by its name in the usage: SESSION, FILE.cast, bash|zsh.
 */
function meant(name: string): Candidates {
  if (name.startsWith('SESSION')) return 'sessions';
  if (name.startsWith('FILE')) return 'files';
  return /^[a-z]+(\|[a-z]+)+$/.test(name) ? words(name.split('|')) : [];
}

/** Returns the arguments that a usage names, in order, without options. */
function argumentsOf(usage: string): { name: string; many: boolean }[] {
  const names = usage.replace(/\[[^\]]*-[^\]]*\]/g, ' ').match(/[^\s[\]]+/g) ?? [];
  return names.map((name) => ({ name: name.replace(/(\.\.\.|…)$/, ''), many: /(\.\.\.|…)$/.test(name) }));
}

function forVerb(loaded: Verb, before: readonly string[], typed: string): Candidates {
  const table = {
    ...loaded.options,
    quiet: QUIET_OPTION,
    help: { alias: 'h', type: 'boolean', describe: 'show this help' },
  } satisfies Table;
  const { args, open, plain } = read(before, table);
  if (plain && loaded.usage.includes(' -- COMMAND')) return args.length < 2 ? 'commands' : 'files';
  if (!plain && typed.startsWith('-')) return optionsOf(table);
  if (open !== undefined) return VALUES[open] ?? [];
  const all = argumentsOf(loaded.usage);
  const last = all.at(-1);
  const next = all[args.length] ?? (last?.many ? last : undefined);
  return next ? meant(next.name) : [];
}

function forModes(before: readonly string[], typed: string): Candidates {
  // The session, which is the value of a mode's option, counts as an argument here.
  const { args, given, open, plain } = read(before, ALL_OPTIONS);
  const mode = MODES.find((one) => given.includes(one));
  if (args.length === 0 && !plain) {
    if (typed.startsWith('-')) return optionsOf(ALL_OPTIONS);
    if (open !== undefined) return VALUES[open] ?? [];
    return 'sessions';
  }
  if (mode === undefined) return [];
  if (args.length < 2 && !plain && typed.startsWith('-')) return optionsOf(ALL_OPTIONS);
  if (open !== undefined) return VALUES[open] ?? [];
  if (!takesCommand(mode)) return [];
  return args.length < 2 ? 'commands' : 'files';
}

/** @param line the words after `tdetach`; the last one, which may be empty, is completed */
export async function candidates(line: readonly string[], loadVerb: LoadVerb): Promise<Candidates> {
  const [first = '', ...others] = line;
  if (line.length < 2) {
    return first.startsWith('-') ? optionsOf(ALL_OPTIONS) : Object.entries(SUMMARIES);
  }
  const typed = others.pop() ?? '';
  if (first.startsWith('-')) return forModes([first, ...others], typed);
  const verb = await loadVerb(first);
  return verb ? forVerb(verb, others, typed) : [];
}
