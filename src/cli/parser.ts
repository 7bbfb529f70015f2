// How yargs is used for every command line of tdetach's: arguments stay the texts that they are, and what is wrong
// with them is one line, in our words.
import type { Argv } from 'yargs';
import { TdetachError } from '../base/error.ts';

export type Parsed = Record<string, unknown> & { _: (string | number)[]; '--'?: string[] };

/** The width of a help's text, in columns. */
const HELP_COLUMNS = 100;

/** Nothing is guessed: no numbers, no negations, no dots. */
export const PLAIN_ARGUMENTS = {
  'populate--': true,
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

/** @param verb whose help says what there is; the modes' if left out */
export function usage(message: string, verb = ''): TdetachError {
  return new TdetachError('usage', `${message}; tdetach ${verb && `${verb} `}--help lists what there is`);
}

/** yargs names unknown options without their dashes. */
function inOurWords(failure: string): string {
  const unknown = /^Unknown arguments?: (.*)/.exec(failure)?.[1]?.split(', ');
  if (!unknown) return failure.split('\n')[0] ?? failure;
  return `unknown option ${unknown.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(', ')}`;
}

/**
 * Reads arguments.
 * @returns undefined if help or the version was asked for, which has been printed then
 * @throws TdetachError usage
 */
export function parse(cli: Argv, args: readonly string[], verb = ''): Parsed | undefined {
  let output = '';
  let failure = '';
  const parsed = cli
    .exitProcess(false)
    .wrap(HELP_COLUMNS)
    .fail((message, error) => {
      failure ||= message || (error as Error | undefined)?.message || 'wrong usage';
    })
    .parse(
      [...args],
      {},
      (_error: unknown, _parsed: unknown, text: string) => void (output = text),
    ) as Parsed;
  if (failure !== '') throw usage(inOurWords(failure), verb);
  if (parsed['help'] === true || parsed['version'] === true) {
    process.stdout.write(`${output}\n`);
    return undefined;
  }
  return parsed;
}

/** What is no option: yargs keeps under `--` what follows that, or the first argument that it halts at. */
export function positional(parsed: Parsed): string[] {
  return [...parsed._.map(String), ...(parsed['--'] ?? [])];
}
