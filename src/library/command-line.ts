// A command line in a session's living shell, for programs.
import type { Address } from '../base/address/address.ts';
import { TdetachError } from '../base/error.ts';
import { CollectedText } from '../control/typing/collected-text.ts';
import { doLine, endedBefore } from '../control/typing/do-line.ts';
import type { Patience } from '../control/waiting/patience.ts';
import { time } from './session-wait.ts';

/** What came of a command line. */
export interface CommandResult {
  /** Undefined if the shell reported no status. */
  readonly status: number | undefined;
  /** What it has printed, as lines of text: the first 16 million characters. */
  readonly output: string;
  /** True if it has printed more than that. */
  readonly cut: boolean;
  /** Bytes of its output that came faster than they were read. */
  readonly missed: number;
  readonly durationMs: number;
  /** The bytes of the session's output at the prompt that followed. */
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
