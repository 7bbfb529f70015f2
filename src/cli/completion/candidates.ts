// What can stand at the end of a command line that is being typed. All of it comes from the tables
// that command lines are read with: options, verbs, and what the usage of a verb says of its
// arguments.
import type { Options } from 'yargs';
import { REDRAW_METHODS, SIGNALS } from '../../../protocol/message.ts';
import { KEY_NAMES } from '../../session/key-names.ts';
import { ALL_OPTIONS, MODES, takesCommand } from '../reading/options.ts';
import { QUIET_OPTION } from '../reading/verb.ts';
import type { LoadVerb, Verb } from '../reading/verb.ts';
import { SUMMARIES } from '../reading/verb-names.ts';

type Table = Readonly<Record<string, Options>>;

/** A candidate, and what it is, if there is more to say. */
export type Candidate = readonly [word: string, about?: string];

/**
 * The names of sessions, files, folders, commands of the system with files for their arguments, or
 * these words.
 */
export type Candidates = 'sessions' | 'files' | 'folders' | 'commands' | readonly Candidate[];

const words = (list: readonly string[]): Candidate[] => list.map((word) => [word]);

/** What the value of an option can be, where it is one of a few, or a file. */
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

/** As they are typed: -a for one letter, --attach for more. */
const spelled = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

function optionsOf(table: Table): Candidate[] {
  return Object.entries(table).flatMap(([name, options]) =>
    [name, ...aliases(options)].map((one): Candidate => [spelled(one), options.describe ?? '']),
  );
}

/** The name of the option that a word is. */
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
  /** True if `--` was there: what follows is no option. */
  readonly plain: boolean;
}

/** Reads the words in front of the one that is typed. */
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

/** What an argument is, by what the usage calls it: SESSION, FILE.cast, bash|zsh. */
function meant(name: string): Candidates {
  if (name.startsWith('SESSION')) return 'sessions';
  if (name.startsWith('FILE')) return 'files';
  return /^[a-z]+(\|[a-z]+)+$/.test(name) ? words(name.split('|')) : [];
}

/** The arguments that a usage names, in order, without options. */
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
  // A mode takes the session, which is an argument here.
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

/** @param line the words after `tdetach`; the last one, which may be empty, is being typed */
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
