// tdetach log: a session's output as it came.
import { locate } from '../base/address.ts';
import { devicesOf } from '../base/device.ts';
import { readOutput } from '../control/output.ts';
import type { OutputReader } from '../control/output.ts';
import { FAILED, signalStatus } from './exit-status.ts';
import { LogOutput } from './log-output.ts';
import { say } from './say.ts';
import type { Verb, VerbLine } from './verb.ts';

/** Writes what is read, as fast as it is taken. Ends with how many bytes could not be. */
async function copy(line: VerbLine, out: LogOutput): Promise<number> {
  const { session } = line;
  let missed = 0;
  const reading = new Promise<void>((resolve, reject) => {
    const address = locate(session, process.env, false);
    const reader: OutputReader = {
      take: (part, listen) => {
        if (part.missed > 0 && !line.quiet)
          say(`${session}: ${part.missed} bytes of the output were missed here`);
        missed += part.missed;
        const wrote = out.write(part.bytes, () => (out.failed ? reject(out.failed) : listen(true)));
        if (out.failed) reject(out.failed);
        if (!wrote) listen(false);
      },
    };
    readOutput(address, line.flag('follow'), reader, devicesOf([1])).then(resolve, reject);
  });
  await reading.finally(() => out.end());
  if (out.failed) throw out.failed;
  return missed;
}

async function run(line: VerbLine): Promise<number> {
  const out = new LogOutput(line.flag('plain'));
  // What ends it otherwise would leave a terminal as the session's output has set it.
  const signals = out.isShown ? (['SIGINT', 'SIGTERM', 'SIGQUIT'] as const) : (['SIGINT'] as const);
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of signals)
      process.once(signal, () => void out.breakOff().then(() => resolve(signalStatus(signal))));
  });
  const ended = copy(line, out).then((missed) => (missed > 0 ? FAILED : 0));
  return Promise.race([ended, interrupted]);
}

export const verb: Verb = {
  usage: 'SESSION [-f] [--plain]',
  options: {
    follow: { alias: 'f', type: 'boolean', describe: 'then what comes, until the end of the session' },
    plain: { type: 'boolean', describe: 'as lines of text, without escape sequences' },
  },
  epilogue:
    'What is kept is the last MiB. A reader that falls behind by more than that is told how many bytes it has missed, ' +
    'and this ends with status 125.',
  run,
};
