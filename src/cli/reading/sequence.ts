// Places in the output, as they are given on the command line.
import type { VerbLine } from './verb.ts';

/**
 * The place that `--since` names; undefined where it is not given.
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
