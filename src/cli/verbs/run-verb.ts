// tdetach run runs a command in a new session as if it ran here, with its output and its status. If
// tdetach itself is ended, the session keeps running, and a message says how to attach to it.
import type { StartHost } from '../../base/launch/start-host-type.ts';
import fs from 'node:fs';
import tty from 'node:tty';
import type { Address } from '../../base/address/address.ts';
import { devicesOf } from '../../base/terminal/device.ts';
import { locateNew } from '../../base/address/locate-new.ts';
import { systemCode } from '../../base/error.ts';
import { workingFolder } from '../../base/launch/working-folder.ts';
import { DEFAULT_SIZE } from '../../base/limits/client-limits.ts';
import { connect } from '../../base/sockets/link.ts';
import { attach } from '../../client/attach.ts';
import type { Outcome } from '../../client/attach-options.ts';
import { EarlySignals } from '../../client/early-signals.ts';
import { RAW_BUT_INTERRUPT, terminalSize } from '../../client/keyboard.ts';
import { feed } from '../../control/typing/feed.ts';
import { launch } from '../../control/sessions/launch.ts';
import { within } from '../modes/prepare.ts';
import { CREATE_OPTIONS } from '../modes/create-options.ts';
import { report, signalStatus, statusOf } from '../printing/exit-status.ts';
import { order } from '../modes/host-order.ts';
import { sayLine } from '../printing/say.ts';
import type { Program, Verb, VerbLine } from '../reading/verb.ts';

/** Returns the exit status. If the session keeps running, prints how to attach to it. */
function conclude(outcome: Outcome, session: string, quiet: boolean): number {
  const runsOn = (): void => {
    if (!quiet) sayLine(`[${session} runs on: tdetach -a ${session} attaches]`);
  };
  switch (outcome.kind) {
    case 'ended':
      return statusOf(outcome);
    case 'detached': // at the request of another process
      runsOn();
      return 0;
    case 'signalled':
      if (outcome.signal !== 'SIGHUP') runsOn();
      return signalStatus(outcome.signal);
    case 'failed': {
      const { error } = outcome;
      // The reader is gone. Exit as if by SIGPIPE, like other programs.
      if (systemCode(error.cause) === 'EPIPE') return signalStatus('SIGPIPE');
      const status = report(error, quiet);
      if (error.code !== 'host-gone') runsOn();
      return status;
    }
    default:
      return outcome satisfies never;
  }
}

/**
 * Creates the session and follows it. A signal that arrives during the creation takes effect after
 * it.
 */
async function follow(
  address: Address,
  line: VerbLine,
  command: readonly string[],
  startHost: StartHost,
): Promise<{ outcome: Outcome; responds: boolean }> {
  const making = line.createOptions();
  const early = new EarlySignals();
  try {
    const size = tty.isatty(1) ? terminalSize(1) : DEFAULT_SIZE;
    const ordered = await order(address, command, making, size, true);
    await launch(startHost, ordered);
    const { link, hello } = await connect(address);
    if (early.first) {
      link.close();
      return { outcome: early.first, responds: true };
    }
    const input = line.flag('stdin');
    const typedOn = input && tty.isatty(0) ? 0 : undefined;
    const options = {
      keys: [],
      redraw: 'restore',
      history: undefined,
      readonly: false,
      sizing: undefined,
      agent: process.env['SSH_AUTH_SOCK'] || undefined,
    } as const;
    const following = attach(
      Promise.resolve({ link, composes: hello.composes ?? false }),
      { ...options, within: within(), devices: devicesOf(typedOn === undefined ? [1] : [0, 1]), whole: true },
      { input: typedOn, settings: RAW_BUT_INTERRUPT, output: 1, size: ordered.size },
    );
    if (input && typedOn === undefined)
      void feed(address, process.stdin, (error) => void report(error, line.quiet));
    return await following;
  } finally {
    early.release();
  }
}

/**
 * Returns true if standard error is the same file as standard output, and so is blocked together
 * with it.
 */
function outputsAreOne(): boolean {
  const [out, err] = [fs.fstatSync(1), fs.fstatSync(2)];
  return out.dev === err.dev && out.ino === err.ino;
}

async function run(line: VerbLine, { startHost }: Program): Promise<number> {
  const [session, ...command] = line.args;
  if (session === undefined) throw line.usageError('run needs a session');
  if (command.length === 0) throw line.usageError('run needs a command after the session');
  workingFolder(line.createOptions().cwd); // before a session folder is made
  const address = await locateNew(session, process.env);
  const { outcome, responds } = await follow(address, line, command, startHost);
  return conclude(outcome, session, line.quiet || (!responds && outputsAreOne()));
}

export const verb: Verb = {
  usage: 'SESSION [options] [--] COMMAND [ARG...]',
  options: {
    stdin: {
      alias: 'i',
      type: 'boolean',
      describe: 'pass standard input on to the program; it is not read otherwise',
    },
    ...CREATE_OPTIONS,
    force: {
      alias: 'f',
      type: 'boolean',
      describe: 'accepted for abduco; what ended sessions and dead hosts have left is replaced in any case',
    },
  },
  takesCommand: true,
  epilogue:
    "Copies the program's output, and exits with its status. Ctrl-C and other signals end only this command; " +
    'the session keeps running.',
  run,
};
