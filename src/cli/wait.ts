// tdetach wait: until the program is quiet, or has ended.
import { locate } from '../base/address.ts';
import { untilExit, untilIdle, within } from '../control/wait.ts';
import { duration } from './duration.ts';
import { statusOf } from './exit-status.ts';
import { printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

/** Nothing before any output counts. */
const FROM_THE_BEGINNING = -1;

function sinceOf(line: VerbLine): number {
  const given = line.text('since');
  if (given === undefined) return FROM_THE_BEGINNING;
  if (line.flag('exit')) throw line.wrong('--since does not go with --exit');
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw line.wrong(`bad sequence number ${JSON.stringify(given)}: give one that send or screen has printed`);
}

async function run(line: VerbLine): Promise<number> {
  const { session } = line;
  const idle = line.text('idle');
  if (idle !== undefined && line.flag('exit')) throw line.wrong('--idle and --exit are two waits: give one');
  if (idle === undefined && !line.flag('exit')) throw line.wrong('wait needs --idle or --exit');
  const since = sinceOf(line);
  const limit = line.text('timeout');
  const limitMs = limit === undefined ? undefined : duration(limit, 'wait');
  const idleMs = idle === undefined ? undefined : duration(idle, 'wait');
  const address = locate(session, process.env, false);
  if (idleMs === undefined) {
    const { status, signal } = await within(address, limitMs, untilExit(address));
    if (line.flag('json')) await printJson({ name: session, status, signal });
    return statusOf({ status, signal });
  }
  const seq = await within(address, limitMs, untilIdle(address, idleMs, since));
  if (line.flag('json')) await printJson({ name: session, seq });
  return 0;
}

export const verb: Verb = {
  usage: 'SESSION [--idle DURATION | --exit] [--since SEQ] [--timeout DURATION] [--json]',
  options: {
    idle: { type: 'string', requiresArg: true, describe: 'until there was no output for so long' },
    exit: { type: 'boolean', describe: "until the program's end, whose status this ends with" },
    since: {
      type: 'string',
      requiresArg: true,
      describe: 'with --idle: and there was output behind this sequence number',
    },
    timeout: { type: 'string', requiresArg: true, describe: 'for so long at most: then status 124' },
    json: JSON_OPTION,
  },
  epilogue: 'DURATION is a number with its unit: 500ms, 10s, 2m, 1h.',
  run,
};
