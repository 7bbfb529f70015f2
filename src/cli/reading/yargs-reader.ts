// Parses any command line with yargs, including wrong ones and requests for help. It is a separate
// file in the package (bundle.js), loaded when the plain reader gives up. It returns failures as
// values, because a separate bundle would have its own copy of the error class.
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { VERSION } from '../../base/version.ts';
import type { Definition, Parsed } from './definition.ts';

/** Width of the help text in columns. */
const HELP_COLUMNS = 100;

/** Switches off yargs' conversions: no numbers, negations or dotted names. */
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

/** The result: values, a requested text (help or the version), or an error in yargs' words. */
export type Reading = { readonly parsed: Parsed } | { readonly text: string } | { readonly wrong: string };

/** Keeps the last value of a mode's option that is given twice. (For a verb that is an error.) */
function lastOnes(parsed: Parsed, { options }: Definition): void {
  for (const [name, { type }] of Object.entries(options)) {
    const value = parsed[name];
    if (type !== 'array' && Array.isArray(value)) parsed[name] = value.at(-1) as unknown;
  }
}

/** Parses arguments. */
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
