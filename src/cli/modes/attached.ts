// Attaches, and reports the end with a message and an exit status. All modes that attach share
// this.
import type { Connected, Outcome } from '../../client/attach-options.ts';
import type { Key } from '../../client/detach-key.ts';
import type { Address } from '../../base/address/address.ts';
import { devicesOf, windowOf } from '../../base/terminal/device.ts';
import { isInForeground } from '../../base/platform.ts';
import { emulatorKind } from '../../base/terminal/emulator-kind.ts';
import type { connect } from '../../base/sockets/link.ts';
import { checkNesting } from '../../control/sessions/nesting.ts';
import { report, signalName, signalStatus, statusOf } from '../printing/exit-status.ts';
import type { CommandLine } from '../reading/options.ts';
import { within } from './prepare.ts';
import { sayLine } from '../printing/say.ts';

function tell(text: string, quiet: boolean): void {
  if (!quiet) sayLine(`[${text}]`);
}

function conclude(outcome: Outcome, { session, quiet }: CommandLine): number {
  switch (outcome.kind) {
    case 'detached':
      tell(`detached from ${session}`, quiet);
      return 0;
    case 'ended':
      tell(
        `${session} ended${outcome.signal > 0 ? ` by ${signalName(outcome.signal)}` : `, status ${outcome.status}`}`,
        quiet,
      );
      return statusOf(outcome);
    case 'signalled':
      if (outcome.signal !== 'SIGHUP') tell(`detached from ${session}`, quiet);
      // Node 24 sets the terminal at its exit too. In the background the signal itself ends this
      // process instead.
      if (!isInForeground()) process.kill(process.pid, outcome.signal);
      return signalStatus(outcome.signal);
    case 'failed':
      if (outcome.error.code !== 'host-gone') return report(outcome.error, quiet);
      tell(`${session}: the host is gone`, quiet);
      return report(outcome.error, true);
    default:
      return outcome satisfies never;
  }
}

/** The person's terminal, on standard input and, unless redirected, standard output. */
const OWN_TERMINAL = { input: 0, output: 1 };

/**
 * Checks that an existing session is not attached from within itself.
 * @throws TdetachError of the connection, inside-itself
 */
export async function outside(address: Address, connecting: ReturnType<typeof connect>): Promise<Connected> {
  const { link, hello } = await connecting;
  try {
    await checkNesting(address, hello, devicesOf([0, 1]));
    return { link, composes: hello.composes ?? false };
  } catch (error) {
    link.close();
    throw error;
  }
}

/**
 * Attaches to a session as soon as it is connected.
 * @param connecting the connection; the client's modules are loaded meanwhile
 * @returns the exit status
 * @throws TdetachError of the connection or the terminal
 */
export async function attachTo(
  connecting: Promise<Connected>,
  line: CommandLine,
  keys: readonly Key[],
): Promise<number> {
  connecting.catch(() => undefined); // attach handles the error
  const { attach } = await import('../../client/attach.ts');
  const options = {
    keys,
    redraw: line.redraw,
    history: line.history,
    readonly: line.readonly,
    sizing: line.sizing,
    within: within(),
    devices: devicesOf([0, 1]),
    display: windowOf(1),
    emulator: emulatorKind(process.env),
    agent: process.env['SSH_AUTH_SOCK'] || undefined,
  };
  const { outcome, responds } = await attach(connecting, options, OWN_TERMINAL);
  return conclude(outcome, { ...line, quiet: line.quiet || !responds });
}
