// The interface of a verb, and the parsing of its command line.
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

  /** Returns true if tdetach's own messages are not wanted. */
  get quiet(): boolean {
    return this.flag('quiet');
  }

  flag(name: string): boolean {
    return this.#parsed[name] === true;
  }

  /** Returns the value of an option; undefined if it was not given. */
  text(name: string): string | undefined {
    return this.#parsed[name] as string | undefined;
  }

  /** Returns the values of an option that takes any number of them. */
  texts(name: string): readonly string[] {
    return (this.#parsed[name] as string[] | undefined) ?? [];
  }

  /**
   * Returns the only argument of a verb: its session.
   * @throws TdetachError usage
   */
  session(): string {
    const [session, stray] = this.sessions();
    if (stray !== undefined)
      throw this.usageError(`${this.#verb} takes one session, but ${JSON.stringify(stray)} follows`);
    return session;
  }

  /**
   * Returns the arguments of a verb, of which the first is a session.
   * @throws TdetachError usage
   */
  sessions(): readonly [string, ...string[]] {
    const [session, ...more] = this.args;
    if (session === undefined) throw this.usageError(`${this.#verb} needs a session`);
    return [session, ...more];
  }

  /**
   * Returns the options for a new session, for a verb with CREATE_OPTIONS.
   * @throws TdetachError usage
   */
  createOptions(): CreateOptions {
    return readCreateOptions(this.#parsed, this.#verb);
  }

  /** Returns the error for a wrong command line. */
  usageError(message: string): Error {
    return usage(message, this.#verb);
  }
}

export interface Verb {
  /** The usage after the verb, as help shows it. */
  readonly usage: string;
  /** The end of the help, below the options. */
  readonly epilogue?: string;
  readonly options: Readonly<Record<string, Options>>;
  /**
   * True if a command follows SESSION and the options. All further arguments belong to the command.
   */
  readonly takesCommand?: true;
  /** Rewrites alternative spellings of options. */
  readonly spelled?: (args: readonly string[]) => readonly string[];
  /**
   * @returns the exit status
   */
  run(line: VerbLine, program: Program): Promise<number>;
}

/** Loads a verb by its name; undefined for one that does not exist. */
export type LoadVerb = (name: string) => Promise<Verb | undefined>;

/** What the program provides to a verb. */
export interface Program {
  readonly startHost: StartHost;
  readonly loadVerb: LoadVerb;
}

/** The option --json of many verbs. */
export const JSON_OPTION: Options = {
  type: 'boolean',
  describe: 'print JSON: one object, or one on each line',
};

/** The option --quiet of every verb. */
export const QUIET_OPTION: Options = {
  alias: 'q',
  type: 'boolean',
  describe: "suppress tdetach's own messages",
};

/** Returns the command line definition of a verb. */
export const definitionOf = (name: string, summary: string, verb: Verb): Definition => ({
  verb: name,
  usage: () => `tdetach ${name} ${verb.usage}\n\n${summary}`,
  options: { ...verb.options, quiet: QUIET_OPTION },
  epilogue: verb.epilogue ?? '',
  stopAtPositional: verb.takesCommand ?? false,
});

/** Returns the command line definitions of all verbs. */
export async function definitions(loadVerb: LoadVerb): Promise<Definition[]> {
  const all = Object.entries(SUMMARIES).map(async ([name, summary]) => {
    const verb = await loadVerb(name);
    return verb ? [definitionOf(name, summary, verb)] : [];
  });
  return (await Promise.all(all)).flat();
}

/**
 * Parses options, the session, more options, and a command, which begins at the first word that is
 * not an option.
 */
async function readCommand(definition: Definition, args: readonly string[]): Promise<Parsed | undefined> {
  const first = await parse(definition, args);
  const [session, ...after] = first ? positional(first) : [];
  const second = session === undefined ? undefined : await parse(definition, after);
  if (!first || session === undefined || !second) return session === undefined ? first : undefined;
  return { ...joined(first, second), _: [session] };
}

/**
 * Parses a verb's arguments.
 * @returns undefined if help was requested and has been printed
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
