// tdetach kill: a signal for whole sessions.
import os from 'node:os';
import { SIGNALS } from '../../protocol/message.ts';
import type { SignalName } from '../../protocol/message.ts';
import { KILL_AFTER_MS } from '../base/limits.ts';
import { Session } from '../library/session.ts';
import { report } from './exit-status.ts';
import { nearest } from './nearest.ts';
import { printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

/** A signal by its name, with or without SIG, or by its number on this system. */
export function signalNamed(given: string): SignalName | undefined {
  const numbers = os.constants.signals as Readonly<Record<string, number>>;
  const name = given.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.find(
    (one) => one === name || (/^\d+$/.test(given) && numbers[`SIG${one}`] === Number(given)),
  );
}

async function run(line: VerbLine): Promise<number> {
  const sessions = line.some;
  const given = line.text('signal') ?? 'TERM';
  const signal = signalNamed(given);
  if (!signal) {
    const near = nearest(given.toUpperCase(), SIGNALS).join(', ');
    throw line.wrong(`bad signal ${JSON.stringify(given)}: the nearest are ${near}`);
  }
  const one = async (session: string): Promise<number> => {
    try {
      await Session.named(session).kill({ signal, wait: line.flag('wait') });
      if (line.flag('json')) await printJson({ name: session, signal });
      return 0;
    } catch (error) {
      return report(error, line.quiet);
    }
  };
  return Math.max(...(await Promise.all(sessions.map(one))));
}

export const verb: Verb = {
  usage: 'SESSION... [-s SIGNAL] [--wait] [--json]',
  options: {
    signal: {
      alias: 's',
      type: 'string',
      requiresArg: true,
      describe: `by name or number, TERM by default: ${SIGNALS.join(', ')}`,
    },
    wait: {
      type: 'boolean',
      describe: `return when it has ended; KILL after ${KILL_AFTER_MS / 1000} s`,
    },
    json: JSON_OPTION,
  },
  epilogue: 'The signal goes to all processes of the session, not only to those in the foreground.',
  run,
};
