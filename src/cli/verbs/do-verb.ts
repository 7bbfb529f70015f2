// tdetach do runs a command line in a session's shell, prints its output and exits with its status.
import { locate } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { CollectedText } from '../../control/typing/collected-text.ts';
import { doLine, endedBefore } from '../../control/typing/do-line.ts';
import type { LineEnd } from '../../control/typing/do-line.ts';
import { duration } from '../reading/duration.ts';
import { FAILED, report } from '../printing/exit-status.ts';
import { PacedOutput } from '../printing/paced-output.ts';
import { printJson } from '../printing/print.ts';
import { say } from '../printing/say.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

/** Receives the output as it arrives. */
interface Sink {
  take(text: string, listen: (on: boolean) => void): void;
}

/** Standard output. */
class Printed implements Sink {
  readonly output = new PacedOutput();

  take(text: string, listen: (on: boolean) => void): void {
    if (!this.output.write(Buffer.from(text), () => listen(true))) listen(false);
  }
}

/** Returns the exit status for the end of a line, and prints its messages. */
function conclude(address: Address, end: LineEnd, quiet: boolean): number {
  if (end.kind === 'ended') return report(endedBefore(address, end), quiet);
  const told = (status: number, message: string): number => {
    if (!quiet) say(`${address.session}: ${message}`);
    return status;
  };
  if (end.missed > 0) told(FAILED, `${end.missed} bytes of the output were missed`);
  return end.status ?? told(FAILED, 'its shell has not told the status of the command');
}

async function asJson(
  address: Address,
  quiet: boolean,
  run: (sink: Sink) => Promise<LineEnd>,
): Promise<number> {
  const collected = new CollectedText();
  const tell = (end: Record<string, unknown>): Promise<void> =>
    printJson({ name: address.session, ...end, output: collected.output, cut: collected.isCut });
  try {
    const { kind, ...end } = await run(collected);
    await tell({ ended: kind === 'ended', ...end });
    return conclude(address, { kind, ...end } as LineEnd, quiet);
  } catch (error) {
    const status = report(error, quiet);
    if (status !== FAILED) await tell({ ended: false, status: null, timedOut: true });
    return status;
  }
}

async function asText(
  address: Address,
  quiet: boolean,
  run: (sink: Sink) => Promise<LineEnd>,
): Promise<number> {
  const printed = new Printed();
  const end = await run(printed).finally(() => printed.output.taken());
  if (printed.output.failed) throw printed.output.failed;
  return conclude(address, end, quiet);
}

async function run(line: VerbLine): Promise<number> {
  const [session, text, stray] = line.args;
  if (session === undefined || text === undefined)
    throw line.usageError('do needs a session and a command line');
  if (stray !== undefined)
    throw line.usageError(`do takes one command line, in quotes, but ${JSON.stringify(stray)} follows`);
  if (text.trim() === '') throw line.usageError('do needs a command line that is not empty');
  const limit = line.text('timeout');
  const timeoutMs = limit === undefined ? undefined : duration(limit, 'do');
  const address = locate(session, process.env, false);
  const through = (sink: Sink): Promise<LineEnd> =>
    doLine(address, text, (part, listen) => sink.take(part, listen), { timeoutMs });
  return line.flag('json') ? asJson(address, line.quiet, through) : asText(address, line.quiet, through);
}

export const verb: Verb = {
  usage: 'SESSION LINE [--timeout DURATION] [--json]',
  options: {
    timeout: {
      type: 'string',
      requiresArg: true,
      describe: 'give up after DURATION (exit status 124); the command continues to run',
    },
    json: JSON_OPTION,
  },
  epilogue:
    'Types LINE at the prompt, prints its output as lines of text, and exits with its status, or with 123 if the session ' +
    'ends first. The shell has to mark its prompts (OSC 133), as it does with --shell-integration.',
  run,
};
