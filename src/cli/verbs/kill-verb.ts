// tdetach kill ends sessions or signals all of their processes. Invariant: nothing is signalled
// before the whole command line has been checked and every session has been reached.
import os from 'node:os';
import { SIGNALS } from '../../../protocol/message.ts';
import type { SignalName } from '../../../protocol/message.ts';
import { locate } from '../../base/address/address.ts';
import { KILL_AFTER_MS } from '../../base/limits/verb-limits.ts';
import { TERMINATE_GRACE_MS } from '../../base/limits/limits.ts';
import { reach } from '../../control/sessions/kill.ts';
import type { Target } from '../../control/sessions/kill.ts';
import { FAILED, report } from '../printing/exit-status.ts';
import { nearest } from '../reading/nearest.ts';
import { printJson } from '../printing/print.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

/** Returns a signal by its name, with or without SIG, or by its number on this system. */
export function signalNamed(given: string): SignalName | undefined {
  const numbers = os.constants.signals as Readonly<Record<string, number>>;
  const name = given.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.find(
    (one) => one === name || (/^\d+$/.test(given) && numbers[`SIG${one}`] === Number(given)),
  );
}

/** Returns true for a word that is probably meant as a signal: a number, or a name in capitals. */
const looksLikeSignal = (text: string): boolean =>
  signalNamed(text) !== undefined || /^(\d+|[A-Z][A-Z\d]+)$/.test(text);

/**
 * Rewrites signals in the notation of kill(1), `-9`, `-KILL` and `-sKILL`, as values of --signal.
 */
export function withSignalOptions(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.flatMap((word, index) => {
    const isValue = ['-s', '--signal'].includes(args[index - 1] ?? '');
    if (isValue || (end >= 0 && index > end)) return [word];
    const [, signal] = /^-s?([A-Za-z\d]+)$/.exec(word) ?? [];
    const whole = word.slice(1);
    if (word.startsWith('-') && looksLikeSignal(whole)) return ['--signal', whole];
    return signal !== undefined && signal !== whole && looksLikeSignal(signal)
      ? ['--signal', signal]
      : [word];
  });
}

/** Returns the requested signal; undefined to end the sessions. */
function chosen(line: VerbLine): SignalName | undefined {
  const given = line.text('signal');
  if (given === undefined) return undefined;
  const signal = signalNamed(given);
  if (signal) return signal;
  const near = nearest(given.toUpperCase(), SIGNALS).join(', ');
  throw line.usageError(`bad signal ${JSON.stringify(given)}: the nearest are ${near}`);
}

/** Connects to all of the sessions, or to none if one cannot be reached. */
async function reachAll(sessions: readonly string[], quiet: boolean): Promise<Target[] | undefined> {
  const reached = await Promise.allSettled(
    sessions.map(async (session) => reach(locate(session, process.env, false))),
  );
  const targets = reached.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (targets.length === sessions.length) return targets;
  for (const target of targets) target.close();
  for (const one of reached) if (one.status === 'rejected') report(one.reason, quiet);
  return undefined;
}

async function run(line: VerbLine): Promise<number> {
  const sessions = line.sessions();
  const signal = chosen(line);
  const targets = await reachAll(sessions, line.quiet);
  if (!targets) return FAILED;
  const one = async (target: Target, index: number): Promise<number> => {
    try {
      await target.kill(signal, line.flag('wait'));
      if (line.flag('json')) await printJson({ name: sessions[index], signal: signal ?? 'HUP' });
      return 0;
    } catch (error) {
      return report(error, line.quiet);
    }
  };
  return Math.max(...(await Promise.all(targets.map(one))));
}

export const verb: Verb = {
  usage: 'SESSION... [-s SIGNAL | -SIGNAL] [--wait] [--json]',
  spelled: withSignalOptions,
  options: {
    signal: {
      alias: 's',
      type: 'string',
      requiresArg: true,
      describe: `only send SIGNAL, by name or number (also as -9 or -KILL): ${SIGNALS.join(', ')}`,
    },
    wait: {
      type: 'boolean',
      describe: `wait until the session has ended; send KILL ${KILL_AFTER_MS / 1000} s after a signal`,
    },
    json: JSON_OPTION,
  },
  epilogue:
    `Without a signal it ends the session: it sends HUP to all processes, and KILL after ${TERMINATE_GRACE_MS / 1000} s to those ` +
    'that are left. A signal is sent to all processes of the session. If one of the sessions does not exist, nothing is signalled.',
  run,
};
