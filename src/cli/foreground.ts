// tdetach -N: create a session and be its host, for supervisors; ends with the program's status.
import { locateNew } from '../base/locate-new.ts';
import { workingFolder } from '../base/working-folder.ts';
import { DEFAULT_SIZE } from '../base/limits.ts';
import { runInForeground } from '../host/start.ts';
import { statusOf } from './exit-status.ts';
import { order } from './order.ts';
import type { CommandLine } from './options.ts';

export async function foreground(line: CommandLine): Promise<number> {
  workingFolder(line.cwd); // before a session folder is made
  const address = await locateNew(line.session, process.env);
  return statusOf(await runInForeground(await order(address, line.command, line, DEFAULT_SIZE, false)));
}
