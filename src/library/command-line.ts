// Runs a command line in a session's shell, for the library.
import type { Address } from '../base/address/address.ts';
import { TdetachError } from '../base/error.ts';
import { CollectedText } from '../control/typing/collected-text.ts';
import { doLine, endedBefore } from '../control/typing/do-line.ts';
import type { Patience } from '../control/waiting/patience.ts';
import { time } from './session-wait.ts';

/** The result of a command line. */
export interface CommandResult {
  /** Undefined if the shell reported no status. */
  readonly status: number | undefined;
  /** The command's output as lines of text, up to the first 16 million characters. */
  readonly output: string;
  /** True if the output was longer than that. */
  readonly cut: boolean;
  /** Bytes of output that were lost because they came faster than they were read. */
  readonly missed: number;
  readonly durationMs: number;
  /** Bytes of the session's output up to the next prompt. */
  readonly seq: number;
}

/** @throws TdetachError as `Session.do` */
export async function runLine(address: Address, line: string, patience: Patience): Promise<CommandResult> {
  time('timeoutMs', patience.timeoutMs);
  if (line.trim() === '') throw new TdetachError('bad-argument', 'do needs a command line that is not empty');
  const text = new CollectedText();
  const end = await doLine(address, line, (part) => text.take(part), patience);
  if (end.kind === 'ended') throw endedBefore(address, end);
  const { status, missed, durationMs, seq } = end;
  return { status, output: text.output, cut: text.isCut, missed, durationMs, seq };
}
