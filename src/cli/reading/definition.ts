// The grammar of a command line as data. Both yargs, which parses everything and prints help, and
// the plain reader, which needs no loading, use the same table. Options have yargs' type.
import type { Options } from 'yargs';

export interface Definition {
  /** The verb; '' for the modes. */
  readonly verb: string;
  /** The beginning of the help. */
  readonly usage: () => string;
  readonly options: Readonly<Record<string, Options>>;
  /** The end of the help, below the options. */
  readonly epilogue: string;
  /**
   * True if the first argument that is not an option begins a command, so that no options follow
   * it.
   */
  readonly stopAtPositional: boolean;
}

/** The result of parsing: values of options by name, and positional arguments. */
export type Parsed = Record<string, unknown> & {
  _: (string | number)[];
  /** The arguments after `--`, or after the point where options ended. */
  '--'?: string[];
};

/**
 * Joins the options of a command line that was parsed in two parts. The positional arguments are
 * those of the second part.
 */
export function joined(first: Parsed, second: Parsed): Parsed {
  const both: Parsed = { ...first, ...second, '--': second['--'] ?? [] };
  for (const [name, values] of Object.entries(first)) {
    const more = second[name];
    if (name !== '_' && name !== '--' && Array.isArray(values) && Array.isArray(more))
      both[name] = [...(values as unknown[]), ...(more as unknown[])];
  }
  return both;
}

/** Returns the positional arguments. */
export function positional(parsed: Parsed): string[] {
  return [...parsed._.map(String), ...(parsed['--'] ?? [])];
}
