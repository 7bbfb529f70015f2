// tdetach exec runs another program with the environment and folder of a session, on this terminal
// or these pipes.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { locate } from '../../base/address/address.ts';
import { TdetachError, reason, systemCode } from '../../base/error.ts';
import { surroundingsOf } from '../../control/sessions/surroundings.ts';
import { FAILED, signalStatus } from '../printing/exit-status.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

/** Signals that are forwarded to the program. */
const PASSED_ON: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];

/**
 * Signals that the terminal sends to the program as well. They are ignored here, so that the
 * program decides.
 */
const OF_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

function notStarted(command: string, cwd: string, error: unknown): TdetachError {
  if (!fs.existsSync(cwd))
    return new TdetachError('bad-folder', `the session's working folder ${cwd} is gone: change to another`);
  const code = systemCode(error) === 'ENOENT' ? 'command-not-found' : 'command-not-executable';
  return new TdetachError(code, `${command} cannot be started: ${reason(error)}`);
}

async function run(line: VerbLine): Promise<number> {
  const [session, command, ...args] = line.args;
  if (session === undefined) throw line.usageError('exec needs a session name first');
  if (command === undefined) throw line.usageError('exec needs a command after the session');
  const { env, cwd } = await surroundingsOf(locate(session, process.env, false));
  const stdin = line.flag('stdin') ? 'inherit' : 'ignore';
  return new Promise((resolve, reject) => {
    // Install the handlers first, because the command may be running before the next line.
    for (const signal of OF_TERMINAL) process.on(signal, () => undefined);
    for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
    const child = spawn(command, args, { env, cwd, stdio: [stdin, 'inherit', 'inherit'] });
    child.on('error', (error) => reject(notStarted(command, cwd, error)));
    child.on('exit', (status, signal) => resolve(signal ? signalStatus(signal) : (status ?? FAILED)));
  });
}

export const verb: Verb = {
  usage: 'SESSION [-i] [--] COMMAND [ARG...]',
  options: {
    stdin: {
      alias: 'i',
      type: 'boolean',
      describe: 'pass standard input on to the command; it is not read otherwise',
    },
  },
  takesCommand: true,
  epilogue:
    "Runs the command beside the session, on this terminal or these pipes, with the environment of the session's program " +
    'and the folder of its foreground program, and exits with its status. Linux only, for sessions of the same user.',
  run,
};
