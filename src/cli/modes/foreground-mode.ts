// tdetach -N creates a session and is its host, for supervisors. It exits with the program's
// status.
import { locateNew } from '../../base/address/locate-new.ts';
import { workingFolder } from '../../base/launch/working-folder.ts';
import { DEFAULT_SIZE } from '../../base/limits/client-limits.ts';
import { runInForeground } from '../../host/life/start.ts';
import { statusOf } from '../printing/exit-status.ts';
import { order } from './host-order.ts';
import type { CommandLine } from '../reading/options.ts';

export async function foreground(line: CommandLine): Promise<number> {
  workingFolder(line.cwd); // before a session folder is made
  const address = await locateNew(line.session, process.env);
  return statusOf(await runInForeground(await order(address, line.command, line, DEFAULT_SIZE, false)));
}
