// What a verb is, and how its command line is read.
import type { StartHost } from '../../base/launch/start-host-type.ts';
import type { Options } from 'yargs';
import { readCreateOptions } from '../modes/create-options.ts';
import type { CreateOptions } from '../modes/create-options.ts';
import { joined, positional } from './definition.ts';
import type { Definition, Parsed } from './definition.ts';
import { parse, usage } from './parser.ts';
import { SUMMARIES } from './verb-names.ts';

/** A verb's command line. */
export class VerbLine {
  /** Arguments that are not options, in order. */
  readonly args: readonly string[];
  readonly #verb: string;
  readonly #parsed: Parsed;

  constructor(verb: string, parsed: Parsed) {
    this.#verb = verb;
    this.#parsed = parsed;
    this.args = positional(parsed);
  }

  /** Returns true if no messages of tdetach's own are wanted. */
  get quiet(): boolean {
    return this.flag('quiet');
  }

  flag(name: string): boolean {
    return this.#parsed[name] === true;
  }

  /** The value of an option, undefined where it was not given. */
  text(name: string): string | undefined {
    return this.#parsed[name] as string | undefined;
  }

  /** The values of an option that takes any number of them. */
  texts(name: string): readonly string[] {
    return (this.#parsed[name] as string[] | undefined) ?? [];
  }

  /**
   * The session that the verb is for, where that is the only argument it takes.
   * @throws TdetachError usage
   */
  session(): string {
    const [session, stray] = this.sessions();
    if (stray !== undefined)
      throw this.usageError(`${this.#verb} takes one session, but ${JSON.stringify(stray)} follows`);
    return session;
  }

  /**
   * The arguments of a verb that takes at least one, a session.
   * @throws TdetachError usage
   */
  sessions(): readonly [string, ...string[]] {
    const [session, ...more] = this.args;
    if (session === undefined) throw this.usageError(`${this.#verb} needs a session`);
    return [session, ...more];
  }

  /**
   * How a session is to be made, by a verb that has MAKING_OPTIONS.
   * @throws TdetachError usage
   */
  createOptions(): CreateOptions {
    return readCreateOptions(this.#parsed, this.#verb);
  }

  /** The error for a wrong command line. */
  usageError(message: string): Error {
    return usage(message, this.#verb);
  }
}

export interface Verb {
  /** What follows the verb, as the help shows it. */
  readonly usage: string;
  /** Told below the options. */
  readonly epilogue?: string;
  readonly options: Readonly<Record<string, Options>>;
  /**
   * True if a command follows SESSION and its options. All that comes after belongs to it.
   */
  readonly takesCommand?: true;
  /** Replaces spellings that are not options here by those that are. */
  readonly spelled?: (args: readonly string[]) => readonly string[];
  /**
   * @returns the exit status
   */
  run(line: VerbLine, program: Program): Promise<number>;
}

/** Loads a verb by its name; undefined for one that does not exist. */
export type LoadVerb = (name: string) => Promise<Verb | undefined>;

/** What a verb may need of the program that it is part of. */
export interface Program {
  readonly startHost: StartHost;
  readonly loadVerb: LoadVerb;
}

/** An option of many verbs. */
export const JSON_OPTION: Options = { type: 'boolean', describe: 'one JSON object, or one a line' };

/** An option of every verb. */
export const QUIET_OPTION: Options = {
  alias: 'q',
  type: 'boolean',
  describe: 'no messages of tdetach itself',
};

/** The command line of a verb. */
export const definitionOf = (name: string, summary: string, verb: Verb): Definition => ({
  verb: name,
  usage: () => `tdetach ${name} ${verb.usage}\n\n${summary}`,
  options: { ...verb.options, quiet: QUIET_OPTION },
  epilogue: verb.epilogue ?? '',
  stopAtPositional: verb.takesCommand ?? false,
});

/** The command lines of all verbs. */
export async function definitions(loadVerb: LoadVerb): Promise<Definition[]> {
  const all = Object.entries(SUMMARIES).map(async ([name, summary]) => {
    const verb = await loadVerb(name);
    return verb ? [definitionOf(name, summary, verb)] : [];
  });
  return (await Promise.all(all)).flat();
}

/**
 * Reads options, the session, more options, and a command, which begins at the first word that is
 * no option.
 */
async function readCommand(definition: Definition, args: readonly string[]): Promise<Parsed | undefined> {
  const first = await parse(definition, args);
  const [session, ...after] = first ? positional(first) : [];
  const second = session === undefined ? undefined : await parse(definition, after);
  if (!first || session === undefined || !second) return session === undefined ? first : undefined;
  return { ...joined(first, second), _: [session] };
}

/**
 * Reads a verb's arguments.
 * @returns undefined if only help was asked for, which has been printed then
 * @throws TdetachError usage
 */
export async function readVerb(
  name: string,
  summary: string,
  verb: Verb,
  given: readonly string[],
): Promise<VerbLine | undefined> {
  const args = verb.spelled?.(given) ?? given;
  const definition = definitionOf(name, summary, verb);
  const parsed = await (verb.takesCommand ? readCommand(definition, args) : parse(definition, args));
  if (!parsed) return undefined;
  for (const [option, { type }] of Object.entries(verb.options)) {
    if (type !== 'array' && Array.isArray(parsed[option])) throw usage(`--${option} is given twice`, name);
  }
  return new VerbLine(name, parsed);
}
