// From a command line to the order for a host.
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
 * The command to run: the user's shell where none was given.
 * @param size of the terminal that the session starts with, where the command line gives no other
 * @throws TdetachError bad-folder; bad-argument, of a program that shell integration is not for
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
