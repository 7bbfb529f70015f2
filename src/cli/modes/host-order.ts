// Turns a command line into the order for a host.
import type { Address } from '../../base/address/address.ts';
import { caller } from '../../base/launch/caller.ts';
import type { LaunchOrder } from '../../base/launch/launch-messages.ts';
import { emulatorKind } from '../../base/terminal/emulator-kind.ts';
import { launchOrder } from '../../base/launch/launch-messages.ts';
import { HISTORY_LINES } from '../../base/limits/limits.ts';
import { VERSION } from '../../base/version.ts';
import type { CreateOptions } from './create-options.ts';
import type { Size } from '../../../protocol/message.ts';

/**
 * Returns the order. Without a command the session runs the user's shell.
 * @param size size of the terminal, unless the command line gives one
 * @throws TdetachError bad-folder; bad-argument if shell integration does not support the program
 */
export async function order(
  address: Address,
  given: readonly string[],
  { history = HISTORY_LINES, sizing = 'leader', ...keeping }: CreateOptions,
  size: Size,
  creatorAttaches: boolean,
): Promise<LaunchOrder> {
  const command = given.length > 0 ? given : [process.env['SHELL'] || '/bin/sh'];
  const first = typeof sizing === 'object' ? sizing : size;
  const { keepMs, log, logBytes, record, sshAgent, shellIntegration, cwd, env: changes } = keeping;
  const own = await caller();
  return launchOrder(
    {
      ...{ address, version: VERSION, command, size: first, sizing, history, creatorAttaches },
      ...{ keepMs, log, logBytes, record, sshAgent, shellIntegration },
      emulator: creatorAttaches ? emulatorKind(process.env) : undefined,
    },
    { caller: own, environment: { given: own.env, onTerminal: own.onTerminal, changes }, cwd },
  );
}
