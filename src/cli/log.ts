// tdetach log: a session's output as it came.
import { locate } from '../base/address.ts';
import { devicesOf } from '../base/device.ts';
import { readOutput } from '../control/output.ts';
import type { OutputPart, OutputReader } from '../control/output.ts';
import { PlainText } from '../screen/plain-text.ts';
import { FAILED, signalStatus } from './exit-status.ts';
import { PacedOutput } from './paced-output.ts';
import { say } from './say.ts';
import type { Verb, VerbLine } from './verb.ts';

/** Writes what is read, as fast as it is taken. Ends with how many bytes could not be. */
async function copy(line: VerbLine): Promise<number> {
  const { session } = line;
  const out = new PacedOutput();
  const plain = line.flag('plain') ? new PlainText() : undefined;
  let missed = 0;
  const reading = new Promise<void>((resolve, reject) => {
    const write = (bytes: Uint8Array, drained: () => void): boolean => {
      const wrote = out.write(bytes, drained);
      if (out.failed) reject(out.failed);
      return wrote;
    };
    const reader = {
      take: (part: OutputPart, listen: (on: boolean) => void): void => {
        if (part.missed > 0 && !line.quiet)
          say(`${session}: ${part.missed} bytes of the output were missed here`);
        missed += part.missed;
        const bytes = plain ? Buffer.from(plain.take(part.bytes)) : part.bytes;
        if (!write(bytes, () => (out.failed ? reject(out.failed) : listen(true)))) listen(false);
      },
    } satisfies OutputReader;
    const address = locate(session, process.env, false);
    readOutput(address, line.flag('follow'), reader, devicesOf([1])).then(() => {
      if (plain) write(Buffer.from(plain.end()), () => undefined);
      resolve();
    }, reject);
  });
  await reading;
  await out.taken();
  if (out.failed) throw out.failed;
  return missed;
}

async function run(line: VerbLine): Promise<number> {
  const interrupted = new Promise<number>((resolve) =>
    process.once('SIGINT', () => resolve(signalStatus('SIGINT'))),
  );
  const ended = copy(line).then((missed) => (missed > 0 ? FAILED : 0));
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
