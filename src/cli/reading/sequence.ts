// Parses sequence numbers on the command line.
import type { VerbLine } from './verb.ts';

/**
 * Returns the value of `--since`; undefined if it is not given.
 * @throws TdetachError usage
 */
export function sinceGiven(line: VerbLine): number | undefined {
  const given = line.text('since');
  if (given === undefined) return undefined;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw line.usageError(
    `bad sequence number ${JSON.stringify(given)}: give one that send or screen has printed`,
  );
}
