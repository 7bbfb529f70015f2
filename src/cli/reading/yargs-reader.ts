// Reads command lines with yargs, and so all of them: what is wrong, and help. It is a file of its
// own in the package (bundle.js), loaded where the plain reader gives up, and so throws no errors
// of ours: it tells.
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { VERSION } from '../../base/version.ts';
import type { Definition, Parsed } from './definition.ts';

/** The width of a help's text, in columns. */
const HELP_COLUMNS = 100;

/** Nothing is guessed: no numbers, no negations, no dots. */
const PLAIN_ARGUMENTS = {
  'populate--': true,
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

function parser({ verb, usage, options, epilogue, stopAtPositional: halts }: Definition): Argv {
  const cli = yargs()
    .scriptName('tdetach')
    .usage(usage())
    .parserConfiguration({
      ...PLAIN_ARGUMENTS,
      'halt-at-non-option': halts,
      'greedy-arrays': verb !== '',
      'duplicate-arguments-array': true,
    })
    .options(options)
    .help('help', 'show this help')
    .alias('help', 'h');
  const versioned =
    verb === ''
      ? cli.version('version', 'show the version', VERSION).alias('version', 'V')
      : cli.version(false);
  return versioned.epilogue(epilogue).strictOptions();
}

/**
 * What came of reading: values, a text that was asked for (help, the version), or what is wrong, in
 * yargs' words.
 */
export type Reading = { readonly parsed: Parsed } | { readonly text: string } | { readonly wrong: string };

/**
 * Of the values of a mode's option the last counts. (A verb's option that is given twice is an
 * error.)
 */
function lastOnes(parsed: Parsed, { options }: Definition): void {
  for (const [name, { type }] of Object.entries(options)) {
    const value = parsed[name];
    if (type !== 'array' && Array.isArray(value)) parsed[name] = value.at(-1) as unknown;
  }
}

/** Reads arguments. */
export function readWithYargs(definition: Definition, args: readonly string[]): Reading {
  let text = '';
  let wrong = '';
  const parsed = parser(definition)
    .exitProcess(false)
    .wrap(HELP_COLUMNS)
    .fail((message, error) => {
      wrong ||= message || (error as Error | undefined)?.message || 'wrong usage';
    })
    .parse(
      [...args],
      {},
      (_error: unknown, _parsed: unknown, output: string) => void (text = output),
    ) as Parsed;
  if (wrong !== '') return { wrong };
  if (definition.verb === '') lastOnes(parsed, definition);
  return parsed['help'] === true || parsed['version'] === true ? { text } : { parsed };
}
