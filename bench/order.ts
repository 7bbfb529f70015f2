// Reads the command line of the benchmark.
import { parseArgs } from 'node:util';

export interface Order {
  /** The number of rounds of each measure; if undefined, the measure decides. */
  readonly rounds: number | undefined;
  /** True if the results go into a file. */
  readonly results: boolean;
  /** Paths of the Nodes to measure with. */
  readonly nodes: readonly string[];
  /** Names of the measures to take. */
  readonly names: readonly string[];
}

const OPTIONS = {
  rounds: { type: 'string', short: 'n' },
  results: { type: 'boolean', default: false },
  node: { type: 'string', multiple: true },
} as const;

/**
 * @param all names of all measures
 * @throws Error for anything that is not a number of rounds, an option, or part of a measure's name
 */
export function readOrder(args: readonly string[], all: readonly string[]): Order {
  const usage = 'npm run bench [-- [-n ROUNDS] [--results] [--node PATH]... [NAME...]]';
  const wrong = (what: string): Error => new Error(`${what}; usage: ${usage}`);
  let read;
  try {
    read = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = read;
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1)) {
    throw wrong(`-n takes a number of rounds, 1 or more, and not ${JSON.stringify(values.rounds)}`);
  }
  const strange = positionals.find((part) => !all.some((name) => name.includes(part)));
  if (strange !== undefined) {
    const list = all.map((name) => JSON.stringify(name)).join(', ');
    throw wrong(`NAME is a part of one of ${list}, and not ${JSON.stringify(strange)}`);
  }
  const names = all.filter(
    (name) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  return { rounds, results: values.results, nodes: values.node ?? [process.execPath], names };
}
