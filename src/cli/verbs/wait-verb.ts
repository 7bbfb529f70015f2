// tdetach wait waits until conditions hold in sessions.
import { given } from '../../../protocol/message.ts';
import { Session } from '../../library/session.ts';
import type { AnyWaited, Wait } from '../../library/session-wait.ts';
import {
  conditionOptions,
  conditionUsage,
  conditionsGiven,
  reportUnmet,
  waitedJson,
} from '../reading/condition-options.ts';
import { duration } from '../reading/duration.ts';
import { statusOf } from '../printing/exit-status.ts';
import { print, printJson } from '../printing/print.ts';
import { sinceGiven } from '../reading/sequence.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

interface Result {
  readonly session: string;
  readonly waited: AnyWaited;
}

function waitOf(line: VerbLine): Wait {
  const conditions = conditionsGiven(line, 'wait', '');
  if (!conditions)
    throw line.usageError(
      `wait needs ${conditionUsage('')
        .join(', ')
        .replace(/, (?=[^,]*$)/, ' or ')}`,
    );
  const since = sinceGiven(line);
  if (since !== undefined && line.sessions().length > 1)
    throw line.usageError('--since is a place in the output of one session');
  const limit = line.text('timeout');
  const timeoutMs = limit === undefined ? undefined : duration(limit, 'wait');
  const isExitOnly = 'exit' in conditions && Object.keys(conditions).length === 1;
  if (since !== undefined && isExitOnly) throw line.usageError('--since does not go with --exit alone');
  return { ...conditions, ...given({ since, timeoutMs }) };
}

/**
 * Prints a result. With --seq the sequence number comes before the match, which may have several
 * lines. With several sessions the name comes first.
 */
async function show(line: VerbLine, { session, waited }: Result): Promise<void> {
  if (line.flag('json')) return printJson({ name: session, ...waitedJson(waited) });
  const name = line.sessions().length > 1 ? [session] : [];
  const seq = line.flag('seq') && waited.seq !== undefined ? [waited.seq] : [];
  const match = waited.match === undefined ? [] : [waited.match];
  const lines = [...name, ...seq, ...match];
  if (lines.length > 0) await print(lines.map((text) => `${text}\n`).join(''));
}

const endOf = ({ waited: { status = 0, signal = 0 } }: Result): number => statusOf({ status, signal });

/** Waits for the first of several sessions, or for all. */
async function each(line: VerbLine, sessions: readonly Session[], what: Wait): Promise<Result[]> {
  const abandon = new AbortController();
  const waits = sessions.map(async (session): Promise<Result> => {
    const waited: AnyWaited = await session.wait({ ...what, signal: abandon.signal });
    return { session: session.name, waited };
  });
  try {
    return line.flag('any') ? [await Promise.race(waits)] : await Promise.all(waits);
  } finally {
    abandon.abort();
    await Promise.allSettled(waits);
  }
}

async function run(line: VerbLine): Promise<number> {
  // Report a wrong command line before looking for the session.
  const what = waitOf(line);
  const sessions = line.sessions().map((name) => Session.named(name));
  try {
    const results = await each(line, sessions, what);
    for (const result of results) await show(line, result);
    return results.map(endOf).find((status) => status > 0) ?? 0;
  } catch (error) {
    return reportUnmet(error, line.sessions()[0], line);
  }
}

export const verb: Verb = {
  usage: `SESSION... (${conditionUsage('').join(' | ')})... [--any] [--since SEQ] [--timeout DURATION] [--seq] [--json]`,
  options: {
    ...conditionOptions(''),
    any: {
      type: 'boolean',
      describe: 'return when the conditions hold in one of several sessions, and print its name',
    },
    since: {
      type: 'string',
      requiresArg: true,
      describe:
        'count only output after sequence number SEQ, as printed by send --seq, without the echo of typed input',
    },
    timeout: { type: 'string', requiresArg: true, describe: 'give up after DURATION (exit status 124)' },
    seq: { type: 'boolean', describe: 'print the sequence number first, on a line of its own' },
    json: JSON_OPTION,
  },
  epilogue:
    'Several conditions have to hold at the same moment. Durations: 500ms, 10s, 2m, 1h. A text may continue on the next line. ' +
    'The text that was found is printed. If the session ends first, the exit status is 123.',
  run,
};
