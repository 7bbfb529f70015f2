// tdetach -c: create a session and attach to it. tdetach -n: create it and stay detached.
import { locate } from '../base/address.ts';
import { DEFAULT_SIZE } from '../base/limits.ts';
import { terminalSize } from '../client/keyboard.ts';
import { launch } from '../control/launch.ts';
import { order } from './order.ts';
import type { CommandLine } from './options.ts';
import { prepareAttach } from './prepare.ts';

export async function create(line: CommandLine, host: string): Promise<number> {
  const keys = prepareAttach(line);
  const address = locate(line.session, process.env, true);
  const launched = launch(host, order(address, line.command, line, terminalSize(0), true));
  // While the host starts.
  const [{ attachTo }] = await Promise.all([import('./attached.ts'), launched]);
  return attachTo(address, line, keys);
}

export async function createDetached(line: CommandLine, host: string): Promise<number> {
  const address = locate(line.session, process.env, true);
  await launch(host, order(address, line.command, line, DEFAULT_SIZE, false));
  return 0;
}
