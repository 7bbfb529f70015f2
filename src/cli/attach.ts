// tdetach -a: attach to a session. tdetach -A: the same, creating it where there is none.
import type { StartHost } from '../base/start-host.ts';
import { locate } from '../base/address.ts';
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { connect } from '../base/link.ts';
import { terminalSize } from '../client/keyboard.ts';
import { launch } from '../control/launch.ts';
import { attachTo, outside } from './attached.ts';
import { order } from './order.ts';
import type { CommandLine } from './options.ts';
import { prepareAttach } from './prepare.ts';

export async function attachExisting(line: CommandLine): Promise<number> {
  const keys = prepareAttach(line);
  const address = locate(line.session, process.env, false);
  return attachTo(outside(address, connect(address)), line, keys);
}

/** Creates the session, unless somebody else was faster: then it is there to be attached to. */
async function createIfMissing(address: Address, line: CommandLine, startHost: StartHost): Promise<void> {
  try {
    await launch(startHost, order(address, line.command, line, terminalSize(0), true));
  } catch (error) {
    if (!(error instanceof TdetachError) || error.code !== 'session-exists') throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof TdetachError && ['no-session', 'session-dead', 'session-ended'].includes(error.code);

/** Connects to the session, which is made where there is none. */
async function connectOrCreate(
  address: Address,
  line: CommandLine,
  startHost: StartHost,
): ReturnType<typeof connect> {
  // A session may end between the two steps; then the next round makes it anew.
  for (;;) {
    try {
      return await connect(address);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await createIfMissing(address, line, startHost);
    }
  }
}

export async function attachOrCreate(line: CommandLine, startHost: StartHost): Promise<number> {
  const keys = prepareAttach(line);
  const address = locate(line.session, process.env, true);
  return attachTo(outside(address, connectOrCreate(address, line, startHost)), line, keys);
}
