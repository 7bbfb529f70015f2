// Parses common command lines without yargs, which takes longer to load than a whole attach.
// Invariant: its result is the same as that of yargs. It leaves help, errors and every unusual
// spelling to yargs.
import type { Options } from 'yargs';
import type { Definition, Parsed } from './definition.ts';

interface Known {
  readonly name: string;
  readonly type: Options['type'];
  /** True if the option can be given several times, with one value each. */
  readonly repeats: boolean;
}

/** Returns the options by their spellings, with dashes. */
function spellings({ options }: Definition): ReadonlyMap<string, Known> {
  const all = new Map<string, Known>();
  for (const [name, { type, alias, nargs }] of Object.entries(options)) {
    const known = { name, type, repeats: type === 'array' && nargs === 1 };
    all.set(`--${name}`, known);
    if (typeof alias === 'string') all.set(`-${alias}`, known);
  }
  return all;
}

/**
 * Returns true for a value that yargs takes literally. yargs removes quotes, and may take a word
 * with a dash for an option.
 */
const isPlain = (value: string | undefined): value is string =>
  value !== undefined && value !== '' && !/^[-"'`]/.test(value);

/** yargs takes these words after a boolean option for its value. */
const isTruth = (value: string | undefined): boolean => value === 'true' || value === 'false';

/** yargs takes this word as the last argument for a request for help. */
const HELP = 'help';

/**
 * Parses arguments.
 * @returns undefined if yargs has to parse them
 */
export function readPlain(definition: Definition, args: readonly string[]): Parsed | undefined {
  const known = spellings(definition);
  const parsed: Parsed = { _: [] };
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (argument === '--' || (definition.stopAtPositional && !argument.startsWith('-'))) {
      parsed['--'] = args.slice(argument === '--' ? at + 1 : at);
      break;
    }
    if (!argument.startsWith('-')) {
      parsed._.push(argument);
      continue;
    }
    const option = known.get(argument);
    if (!option || (parsed[option.name] !== undefined && !option.repeats)) return undefined;
    if (option.type === 'boolean') {
      if (isTruth(args[at + 1])) return undefined;
      parsed[option.name] = true;
    } else if (option.type === 'string') {
      const value = args[++at];
      if (!isPlain(value)) return undefined;
      parsed[option.name] = value;
    } else if (option.repeats) {
      const value = args[++at];
      if (!isPlain(value)) return undefined;
      parsed[option.name] = [...((parsed[option.name] as string[] | undefined) ?? []), value];
    } else {
      return undefined;
    }
  }
  return parsed._.at(-1) === HELP ? undefined : parsed;
}
