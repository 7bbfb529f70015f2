// tdetach log prints a session's raw output.
import { locate } from '../../base/address/address.ts';
import { devicesOf } from '../../base/terminal/device.ts';
import { placeOfLastLines, readOutput } from '../../control/reading/read-output.ts';
import type { OutputReader } from '../../control/reading/read-output.ts';
import { FAILED, signalStatus } from '../printing/exit-status.ts';
import { LogOutput } from '../printing/log-output.ts';
import { say } from '../printing/say.ts';
import { sinceGiven } from '../reading/sequence.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

/** Returns the value of --tail; undefined for all lines. */
function tailGiven(line: VerbLine): number | undefined {
  const given = line.text('tail');
  if (given === undefined) return undefined;
  if (line.text('since') !== undefined)
    throw line.usageError('--tail and --since exclude each other: give one');
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw line.usageError(`bad number of lines ${JSON.stringify(given)}: give a whole number, such as 20`);
}

/**
 * Copies the session's output to standard output at the reader's pace. Returns the number of bytes
 * that were missed.
 */
async function copy(line: VerbLine, out: LogOutput): Promise<number> {
  const session = line.session();
  const tail = tailGiven(line);
  const address = locate(session, process.env, false);
  const since = tail === undefined ? sinceGiven(line) : await placeOfLastLines(address, tail);
  let missed = 0;
  const reading = new Promise<void>((resolve, reject) => {
    const reader: OutputReader = {
      take: (part, listen) => {
        if (part.missed > 0 && !line.quiet)
          say(`${session}: ${part.missed} bytes of the output were missed here`);
        missed += part.missed;
        const wrote = out.write(part, () => (out.failed ? reject(out.failed) : listen(true)));
        if (out.failed) reject(out.failed);
        if (!wrote) listen(false);
      },
    };
    const follow = line.flag('follow');
    readOutput(address, { follow, since, devices: devicesOf([1]) }, reader).then(resolve, reject);
  });
  await reading.finally(() => out.end());
  if (out.failed) throw out.failed;
  return missed;
}

async function run(line: VerbLine): Promise<number> {
  const out = new LogOutput(line.flag('plain'), line.flag('json') ? line.session() : undefined);
  // Handle signals that would otherwise leave the terminal in the modes that the session's output
  // has set.
  const signals = out.isShown ? (['SIGINT', 'SIGTERM', 'SIGQUIT'] as const) : (['SIGINT'] as const);
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of signals)
      process.once(signal, () => void out.breakOff().then(() => resolve(signalStatus(signal))));
  });
  const ended = copy(line, out).then((missed) => (missed > 0 ? FAILED : 0));
  return Promise.race([ended, interrupted]);
}

export const verb: Verb = {
  usage: 'SESSION [-f] [--since SEQ | --tail LINES] [--plain] [--json]',
  options: {
    follow: { alias: 'f', type: 'boolean', describe: 'continue with new output until the session ends' },
    since: {
      type: 'string',
      requiresArg: true,
      describe: 'print only output after sequence number SEQ, as printed by send --seq and screen --json',
    },
    tail: {
      type: 'string',
      requiresArg: true,
      describe: 'print only the last LINES lines of the output kept',
    },
    plain: { type: 'boolean', describe: 'print lines of text without escape sequences' },
    json: JSON_OPTION,
  },
  epilogue:
    'The last MiB of output is kept. If a reader falls behind by more than that, or begins before it, a message says how many ' +
    'bytes are missing, and the exit status is 125. JSON: name, from and seq (bytes of output before and after; pass seq to ' +
    '--since), text, or base64 if it is not UTF-8, and missed if earlier bytes are no longer kept.',
  run,
};
