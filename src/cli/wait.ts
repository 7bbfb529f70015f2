// tdetach wait: until a text is there, the program is quiet, or has ended.
import { given } from '../../protocol/message.ts';
import { Session } from '../library/session.ts';
import { duration } from './duration.ts';
import { statusOf } from './exit-status.ts';
import { print, printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

/** What is waited for, by the option that says so. */
const WAITS = ['text', 'regex', 'idle', 'exit'] as const;
type What = (typeof WAITS)[number];

interface Waiting {
  readonly line: VerbLine;
  readonly session: Session;
  readonly since: number | undefined;
  readonly timeoutMs: number | undefined;
}

function chosen(line: VerbLine): What {
  const [what, second] = WAITS.filter((name) => line.flag(name) || line.text(name) !== undefined);
  if (!what) throw line.wrong('wait needs --text, --regex, --idle or --exit');
  if (second) throw line.wrong(`--${what} and --${second} are two waits: give one`);
  return what;
}

function sinceOf(line: VerbLine): number | undefined {
  const given = line.text('since');
  if (given === undefined) return undefined;
  if (line.flag('exit')) throw line.wrong('--since does not go with --exit');
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw line.wrong(`bad sequence number ${JSON.stringify(given)}: give one that send or screen has printed`);
}

/** The text, or the regular expression, for which ^ and $ are at the ends of lines. */
function patternOf(line: VerbLine): { text: string } | { regex: RegExp } {
  const text = line.text('text');
  const regex = line.text('regex');
  if (text === '' || regex === '')
    throw line.wrong('wait needs something to wait for, and not an empty text');
  if (text !== undefined) return { text };
  try {
    return { regex: new RegExp(regex ?? '', 'm') };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /, '') : '';
    throw line.wrong(`bad regular expression ${JSON.stringify(regex)}: ${why}`);
  }
}

async function text({ line, session, since, timeoutMs }: Waiting): Promise<number> {
  const { match, seq } = await session.wait({ ...patternOf(line), ...given({ since, timeoutMs }) });
  await (line.flag('json') ? printJson({ name: session.name, match, seq }) : print(`${match}\n${seq}\n`));
  return 0;
}

async function idle({ line, session, since, timeoutMs }: Waiting): Promise<number> {
  const idleMs = duration(line.text('idle') ?? '', 'wait');
  const { seq } = await session.wait({ idleMs, ...given({ since, timeoutMs }) });
  if (line.flag('json')) await printJson({ name: session.name, seq });
  return 0;
}

async function exit({ line, session, timeoutMs }: Waiting): Promise<number> {
  const { status, signal } = await session.wait({ exit: true, ...given({ timeoutMs }) });
  if (line.flag('json')) await printJson({ name: session.name, status, signal });
  return statusOf({ status, signal });
}

const HOW: Readonly<Record<What, (waiting: Waiting) => Promise<number>>> = { text, regex: text, idle, exit };

async function run(line: VerbLine): Promise<number> {
  const what = chosen(line);
  const since = sinceOf(line);
  const limit = line.text('timeout');
  const timeoutMs = limit === undefined ? undefined : duration(limit, 'wait');
  // What is wrong with the command line is said before the session is looked for.
  if (what === 'idle') duration(line.text('idle') ?? '', 'wait');
  if (what === 'text' || what === 'regex') patternOf(line);
  return HOW[what]({ line, session: Session.named(line.session), since, timeoutMs });
}

export const verb: Verb = {
  usage:
    'SESSION (--text T | --regex R | --idle DURATION | --exit) [--since SEQ] [--timeout DURATION] [--json]',
  options: {
    text: { type: 'string', requiresArg: true, describe: 'until this is on the screen, or in the history' },
    regex: { type: 'string', requiresArg: true, describe: 'until this regular expression matches there' },
    idle: { type: 'string', requiresArg: true, describe: 'until there was no output for so long' },
    exit: { type: 'boolean', describe: "until the program's end, and ends with its status" },
    since: {
      type: 'string',
      requiresArg: true,
      describe: 'only output behind this sequence number counts, as send has printed it',
    },
    timeout: { type: 'string', requiresArg: true, describe: 'for so long at most; then it ends with 124' },
    json: JSON_OPTION,
  },
  epilogue:
    'Durations: 500ms, 10s, 2m, 1h. A text that goes on on the next line is found too. ' +
    'What was found is printed, and behind it, on a line of its own, its sequence number.',
  run,
};
