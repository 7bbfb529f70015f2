// What a command line may hold, as data: one table for yargs, which reads anything and explains it,
// and for the plain reader, which is there at once. Options are described in yargs' words.
import type { Options } from 'yargs';

export interface Definition {
  /** The verb whose arguments these are, '' for the modes. */
  readonly verb: string;
  /** What the help begins with. */
  readonly usage: () => string;
  readonly options: Readonly<Record<string, Options>>;
  /** Told below the options. */
  readonly epilogue: string;
  /**
   * True if the first argument that is not an option ends the reading of options: a command starts
   * there.
   */
  readonly stopAtPositional: boolean;
}

/** What was read: the values of options by name, and the arguments that are none. */
export type Parsed = Record<string, unknown> & {
  _: (string | number)[];
  /** Those behind `--`, or from where the reading of options ended. */
  '--'?: string[];
};

/** The options of a command line that is read in two parts, and what else the second one has. */
export function joined(first: Parsed, second: Parsed): Parsed {
  const both: Parsed = { ...first, ...second, '--': second['--'] ?? [] };
  for (const [name, values] of Object.entries(first)) {
    const more = second[name];
    if (name !== '_' && name !== '--' && Array.isArray(values) && Array.isArray(more))
      both[name] = [...(values as unknown[]), ...(more as unknown[])];
  }
  return both;
}

/** What is no option. */
export function positional(parsed: Parsed): string[] {
  return [...parsed._.map(String), ...(parsed['--'] ?? [])];
}
