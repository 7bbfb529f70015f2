// tdetach record makes a session's host record it.
import { Session } from '../../library/session.ts';
import { printJson } from '../printing/print.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

async function run(line: VerbLine): Promise<number> {
  const [session, file, stray] = line.sessions();
  if (stray !== undefined)
    throw line.usageError(
      `record takes one file, but ${JSON.stringify(stray)} follows: quote a name with spaces`,
    );
  const marker = line.text('marker');
  const given = [file, marker, line.flag('stop') || undefined].filter((one) => one !== undefined);
  if (given.length === 0) throw line.usageError('record needs a file, --marker or --stop');
  if (given.length > 1) throw line.usageError('a file, --marker and --stop exclude each other');
  if (line.flag('force') && file === undefined) throw line.usageError('-f goes with a file');
  if (line.flag('v3') && file === undefined) throw line.usageError('--v3 goes with a file');
  if (file === '') throw line.usageError('record needs the name of a file');
  const recorded = Session.named(session);
  if (file !== undefined) {
    await recorded.record(file, { force: line.flag('force'), version: line.flag('v3') ? 3 : 2 });
  } else if (marker !== undefined) await recorded.mark(marker);
  else await recorded.stopRecording();
  if (line.flag('json')) await printJson({ name: session });
  return 0;
}

export const verb: Verb = {
  usage: 'SESSION (FILE [-f] [--v3] | --marker LABEL | --stop) [--json]',
  options: {
    marker: { type: 'string', requiresArg: true, describe: 'add the marker LABEL to the recording' },
    stop: { type: 'boolean', describe: 'stop recording, which also happens when the session ends' },
    v3: { type: 'boolean', describe: 'write asciicast v3, which includes the exit status, instead of v2' },
    force: { alias: 'f', type: 'boolean', describe: 'overwrite FILE' },
    json: JSON_OPTION,
  },
  epilogue:
    'The host records, so this command returns at once. FILE is an asciicast, which asciinema plays; it begins with the current screen.',
  run,
};
