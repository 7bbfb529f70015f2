// Reads the command lines that are typed again and again without yargs, which takes longer to load
// than an attach takes in all. Invariant: where it answers, yargs answers the same; whatever it
// does not know at once is left to yargs: help, errors, and every odd spelling.
import type { Options } from 'yargs';
import type { Definition, Parsed } from './definition.ts';

interface Known {
  readonly name: string;
  readonly type: Options['type'];
  /** True if it takes a value each time that it is given. */
  readonly repeats: boolean;
}

/** The options by how they are spelled, with their dashes. */
function spellings({ options }: Definition): ReadonlyMap<string, Known> {
  const all = new Map<string, Known>();
  for (const [name, { type, alias, nargs }] of Object.entries(options)) {
    const known = { name, type, repeats: type === 'array' && nargs === 1 };
    all.set(`--${name}`, known);
    if (typeof alias === 'string') all.set(`-${alias}`, known);
  }
  return all;
}

/** A value that yargs takes as it is: it looks into quotes, and at what may be an option. */
const isPlain = (value: string | undefined): value is string =>
  value !== undefined && value !== '' && !/^[-"'`]/.test(value);

/** Behind an option without a value yargs takes these for one. */
const isTruth = (value: string | undefined): boolean => value === 'true' || value === 'false';

/** For yargs such a last argument asks for help. */
const HELP = 'help';

/**
 * Reads arguments.
 * @returns undefined for what has to be read by yargs
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
