// What a verb is, and how its command line is read.
import yargs from 'yargs';
import type { Options } from 'yargs';
import { PLAIN_ARGUMENTS, parse, positional, usage } from './parser.ts';
import type { Parsed } from './parser.ts';

/** A verb's command line. */
export class VerbLine {
  /** Arguments that are no options, in order. */
  readonly args: readonly string[];
  readonly #verb: string;
  readonly #parsed: Parsed;

  constructor(verb: string, parsed: Parsed) {
    this.#verb = verb;
    this.#parsed = parsed;
    this.args = positional(parsed);
  }

  /** Whether no messages of tdetach's own are wanted. */
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
  get session(): string {
    const [session, stray] = this.args;
    if (session === undefined) throw this.wrong(`${this.#verb} needs a session`);
    if (stray !== undefined)
      throw this.wrong(`${this.#verb} takes one session, but ${JSON.stringify(stray)} follows`);
    return session;
  }

  /** The error for a wrong command line. */
  wrong(message: string): Error {
    return usage(message, this.#verb);
  }
}

export interface Verb {
  /** What follows the verb, as the help shows it. */
  readonly usage: string;
  /** Told below the options. */
  readonly epilogue?: string;
  readonly options: Readonly<Record<string, Options>>;
  /** @returns the exit status */
  run(line: VerbLine): Promise<number>;
}

/** An option of many verbs. */
export const JSON_OPTION: Options = { type: 'boolean', describe: 'one JSON object, or one a line' };

/** An option of every verb. */
export const QUIET_OPTION: Options = {
  alias: 'q',
  type: 'boolean',
  describe: 'no messages of tdetach itself',
};

/**
 * Reads a verb's arguments.
 * @returns undefined if only help was asked for, which has been printed then
 * @throws TdetachError usage
 */
export function readVerb(
  name: string,
  summary: string,
  verb: Verb,
  args: readonly string[],
): VerbLine | undefined {
  const cli = yargs()
    .scriptName('tdetach')
    .usage(`tdetach ${name} ${verb.usage}\n\n${summary}`)
    // An option that is given twice is told from one that takes many values by its list.
    .parserConfiguration({ ...PLAIN_ARGUMENTS, 'greedy-arrays': true, 'duplicate-arguments-array': true })
    .options({ ...verb.options, quiet: QUIET_OPTION })
    .help('help', 'show this help')
    .alias('help', 'h')
    .version(false)
    .epilogue(verb.epilogue ?? '')
    .strictOptions();
  const parsed = parse(cli, args, name);
  if (!parsed) return undefined;
  for (const [option, { type }] of Object.entries(verb.options)) {
    if (type !== 'array' && Array.isArray(parsed[option])) throw usage(`--${option} is given twice`, name);
  }
  return new VerbLine(name, parsed);
}
