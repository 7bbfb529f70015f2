// tdetach -c creates a session and attaches to it. tdetach -n creates it without attaching.
import tty from 'node:tty';
import type { StartHost } from '../../base/launch/start-host-type.ts';
import { locateNew } from '../../base/address/locate-new.ts';
import { workingFolder } from '../../base/launch/working-folder.ts';
import { DEFAULT_SIZE } from '../../base/limits/client-limits.ts';
import { Link } from '../../base/sockets/link.ts';
import { terminalSize } from '../../client/keyboard.ts';
import { launch } from '../../control/sessions/launch.ts';
import { attachTo } from './attached.ts';
import { detachKeyInWords } from '../reading/default-detach-key.ts';
import { order } from './host-order.ts';
import type { CommandLine } from '../reading/options.ts';
import { detachKeys, hasTerminal, noTerminal } from './prepare.ts';
import { sayRawLine } from '../printing/say.ts';
import { shellWord } from '../../base/text/shell-word.ts';

/** Prints the detach key, because a bare prompt does not show that it runs in a session. */
function tellDetachKey({ session, detachKey, quiet }: CommandLine): void {
  if (quiet || detachKey === false || !tty.isatty(2)) return;
  sayRawLine(`[${session}: ${detachKeyInWords(detachKey)} detaches]`);
}

export async function create(line: CommandLine, startHost: StartHost): Promise<number> {
  const keys = detachKeys(line);
  if (!hasTerminal())
    throw noTerminal('-c', `tdetach -n ${shellWord(line.session)} makes the session without one`);
  workingFolder(line.cwd); // before a session folder is made
  const address = await locateNew(line.session, process.env);
  // The order contains the terminal's settings, so build it before the terminal becomes raw.
  const ordered = await order(address, line.command, line, terminalSize(0), true);
  const launched = launch(startHost, ordered);
  const connecting = launched.then(() => {
    tellDetachKey(line); // before the session's first output
    return { link: new Link(address), composes: true }; // the host has our version, so its hello need not be awaited
  });
  return attachTo(connecting, line, keys);
}

export async function createDetached(line: CommandLine, startHost: StartHost): Promise<number> {
  workingFolder(line.cwd); // before a session folder is made
  const address = await locateNew(line.session, process.env);
  await launch(startHost, await order(address, line.command, line, DEFAULT_SIZE, false));
  return 0;
}
