// tdetach -c: create a session and attach to it. tdetach -n: create it and stay detached.
import type { StartHost } from '../base/start-host.ts';
import { locateNew } from '../base/locate-new.ts';
import { workingFolder } from '../base/working-folder.ts';
import { DEFAULT_SIZE } from '../base/limits.ts';
import { Link } from '../base/link.ts';
import { terminalSize } from '../client/keyboard.ts';
import { launch } from '../control/launch.ts';
import { attachTo } from './attached.ts';
import { order } from './order.ts';
import type { CommandLine } from './options.ts';
import { prepareAttach } from './prepare.ts';

export async function create(line: CommandLine, startHost: StartHost): Promise<number> {
  const keys = prepareAttach(line);
  workingFolder(line.cwd); // before a session folder is made
  const address = await locateNew(line.session, process.env);
  // With the terminal's settings, so before it is made raw.
  const ordered = await order(address, line.command, line, terminalSize(0), true);
  const launched = launch(startHost, ordered);
  return attachTo(
    launched.then(() => ({ link: new Link(address) })), // it is of this version: its hello need not be waited for
    line,
    keys,
  );
}

export async function createDetached(line: CommandLine, startHost: StartHost): Promise<number> {
  workingFolder(line.cwd); // before a session folder is made
  const address = await locateNew(line.session, process.env);
  await launch(startHost, await order(address, line.command, line, DEFAULT_SIZE, false));
  return 0;
}
