// The conditions of a wait as options: by their names for `wait`, and with the prefix `wait-` for
// `send`.
import type { Options } from 'yargs';
import { TdetachError } from '../../base/error.ts';
import { CONDITIONS, CONDITION_NAMES, isImpossible } from '../../control/waiting/conditions.ts';
import type { ConditionName } from '../../control/waiting/conditions.ts';
import type { AnyCondition, AnyWaited } from '../../library/session-wait.ts';
import { duration } from './duration.ts';
import { report } from '../printing/exit-status.ts';
import { print, printJson } from '../printing/print.ts';
import { screenText } from '../printing/screen-text.ts';
import type { VerbLine } from './verb.ts';

/** Prefix of the conditions' options of `send`. */
export const SEND_PREFIX = 'wait-';

export function conditionOptions(prefix: string): Record<string, Options> {
  const options = CONDITION_NAMES.map((name): [string, Options] => {
    const { kind, describe } = CONDITIONS[name];
    return [
      prefix + name,
      kind === 'flag' ? { type: 'boolean', describe } : { type: 'string', requiresArg: true, describe },
    ];
  });
  return Object.fromEntries(options);
}

/** Returns the options as help shows them: `--text TEXT`. */
export const conditionUsage = (prefix: string): string[] =>
  CONDITION_NAMES.map((name) => {
    const { kind } = CONDITIONS[name];
    return `--${prefix}${name}${kind === 'flag' ? '' : ` ${kind.toUpperCase()}`}`;
  });

/** Compiles a regular expression in which `^` and `$` match at line boundaries. */
function expression(source: string, line: VerbLine): RegExp {
  try {
    return new RegExp(source, 'm');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /, '') : '';
    throw line.usageError(`bad regular expression ${JSON.stringify(source)}: ${why}`);
  }
}

function valueOf(name: ConditionName, given: string, line: VerbLine, verb: string): unknown {
  const { kind } = CONDITIONS[name];
  if (kind === 'duration') return duration(given, verb);
  if (given === '') throw line.usageError(`${verb} needs something to wait for, and not an empty text`);
  return kind === 'regex' ? expression(given, line) : given;
}

/**
 * Returns the given conditions; undefined if there are none.
 * @throws TdetachError usage
 */
export function conditionsGiven(line: VerbLine, verb: string, prefix: string): AnyCondition | undefined {
  const given: [string, unknown][] = [];
  for (const name of CONDITION_NAMES) {
    const text = line.text(prefix + name);
    if (CONDITIONS[name].kind === 'flag' ? !line.flag(prefix + name) : text === undefined) continue;
    given.push([CONDITIONS[name].key, typeof text === 'string' ? valueOf(name, text, line, verb) : true]);
  }
  if (isImpossible(Object.fromEntries(given)))
    throw line.usageError(`--${prefix}prompt and --${prefix}exit never hold at one moment: give one`);
  return given.length > 0 ? (Object.fromEntries(given) as AnyCondition) : undefined;
}

/** Returns the JSON result of a wait. A plain text has no groups. */
export function waitedJson({ captures = [], groups, ...waited }: AnyWaited): Record<string, unknown> {
  return captures.length > 0 ? { ...waited, captures, groups } : waited;
}

/** Reports a failed wait with the screen instead of the result. Returns the exit status. */
export async function reportUnmet(error: unknown, session: string, line: VerbLine): Promise<number> {
  if (!(error instanceof TdetachError) || !error.unmet) throw error;
  const { waitedFor, quietMs = null, end, screen = null } = error.unmet;
  const timedOut = error.code === 'timed-out';
  if (line.flag('json')) await printJson({ name: session, timedOut, waitedFor, quietMs, ...end, screen });
  else if (timedOut && screen) await print(screenText(screen.lines));
  return report(error, line.quiet);
}
