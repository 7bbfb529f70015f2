// Parses all command lines of tdetach. Arguments stay strings, and an error is a one-line message
// in tdetach's own words.
import { TdetachError } from '../../base/error.ts';
import type { Definition, Parsed } from './definition.ts';
import { nearestOption } from './nearest.ts';
import { readPlain } from './plain-reader.ts';

/** @param verb the verb whose help the message points to; by default the general help */
export function usage(message: string, verb = ''): TdetachError {
  return new TdetachError('usage', `${message}; tdetach ${verb && `${verb} `}--help lists what there is`);
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** yargs names unknown options without their dashes. */
function inOurWords(failure: string, { options }: Definition): string {
  const unknown = /^Unknown arguments?: (.*)/.exec(failure)?.[1]?.split(', ');
  if (!unknown) return failure.split('\n')[0] ?? failure;
  const what = `unknown option ${unknown.map(dashed).join(', ')}`;
  const near = nearestOption(unknown[0] ?? '', options);
  return near === undefined ? what : `${what}: the nearest is ${dashed(near)}`;
}

/**
 * Parses arguments.
 * @returns undefined if help or the version was requested and has been printed
 * @throws TdetachError usage
 */
export async function parse(definition: Definition, args: readonly string[]): Promise<Parsed | undefined> {
  const plain = readPlain(definition, args);
  if (plain) return plain;
  const { readWithYargs } = await import('./yargs-reader.ts');
  const reading = readWithYargs(definition, args);
  if ('parsed' in reading) return reading.parsed;
  if ('wrong' in reading) throw usage(inOurWords(reading.wrong, definition), definition.verb);
  process.stdout.write(`${reading.text}\n`);
  return undefined;
}
