// Describes the whole command line as JSON, from the tables with which it is parsed.
import type { Options } from 'yargs';
import type { ErrorCode } from '../../base/error.ts';
import { VERSION } from '../../base/version.ts';
import { METHODS } from '../control/control-methods.ts';
import { ERROR_MEANINGS } from './error-meanings.ts';
import { STATUS_MEANINGS, statusOfError } from './exit-status.ts';
import type { Definition } from '../reading/definition.ts';
import { ALL_OPTIONS, DEFINITION } from '../reading/options.ts';
import { SUMMARIES } from '../reading/verb-names.ts';
import type { VerbName } from '../reading/verb-names.ts';
import { definitions } from '../reading/verb.ts';
import type { LoadVerb } from '../reading/verb.ts';

/** Increased when a key is removed or changes its meaning, but not when keys are added. */
const FORMAT = 1;

function option(name: string, { alias, type, describe, requiresArg }: Options): Record<string, unknown> {
  const aliases = alias === undefined ? [] : [alias].flat();
  return {
    name: `--${name}`,
    aliases: aliases.map((one) => (one.length === 1 ? `-${one}` : `--${one}`)),
    takesValue: type !== 'boolean' || requiresArg === true,
    many: type === 'array',
    about: describe ?? '',
  };
}

const optionsOf = (options: Readonly<Record<string, Options>>): unknown[] =>
  Object.entries(options).map(([name, one]) => option(name, one));

function verb({ verb: name, usage, options, epilogue }: Definition): Record<string, unknown> {
  const [line = ''] = usage().split('\n');
  return {
    name,
    usage: line.trimEnd(),
    about: SUMMARIES[name as VerbName],
    options: optionsOf(options),
    more: epilogue,
  };
}

/** Returns what `tdetach help --json` prints. */
export async function manual(loadVerb: LoadVerb): Promise<Record<string, unknown>> {
  return {
    format: FORMAT,
    version: VERSION,
    usage: DEFINITION.usage().split('\n\n')[0]?.split('\n'),
    options: optionsOf(ALL_OPTIONS),
    more: DEFINITION.epilogue,
    verbs: (await definitions(loadVerb)).map(verb),
    exitStatuses: [
      ...Object.entries(STATUS_MEANINGS).map(([status, about]) => ({ status: Number(status), about })),
      { status: '128 + signal', about: 'a signal ended the program, or the client' },
    ],
    errorCodes: Object.entries(ERROR_MEANINGS).map(([code, about]) => ({
      ...{ code, about },
      status: statusOfError(code as ErrorCode),
    })),
    control: Object.entries(METHODS).map(([method, { params, streams = false, about }]) => ({
      ...{ method, about, params, streams },
    })),
  };
}
