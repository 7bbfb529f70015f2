// tdetach -a attaches to a session. tdetach -A creates the session first if it does not exist.
import fs from 'node:fs';
import type { StartHost } from '../../base/launch/start-host-type.ts';
import { locate } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { locateNew } from '../../base/address/locate-new.ts';
import { caller, isToldOfCaller } from '../../base/launch/caller.ts';
import { TdetachError } from '../../base/error.ts';
import { connect } from '../../base/sockets/link.ts';
import { terminalSize } from '../../client/keyboard.ts';
import { launch } from '../../control/sessions/launch.ts';
import { attachTo, outside } from './attached.ts';
import { attachError } from '../printing/advice.ts';
import { order } from './host-order.ts';
import type { CommandLine } from '../reading/options.ts';
import { detachKeys, hasTerminal, noTerminal } from './prepare.ts';
import { shellWord } from '../../base/text/shell-word.ts';

/** Advice that names the verbs which need no terminal. */
const alsoWithout = (session: string): string =>
  `screen, send and wait need none (tdetach screen ${shellWord(session)})`;

/**
 * Connects to an existing session.
 * @throws TdetachError of the connection
 */
async function connectToIt(address: Address): ReturnType<typeof connect> {
  try {
    return await connect(address);
  } catch (error) {
    throw attachError(error);
  }
}

function locateIt(session: string): Address {
  try {
    return locate(session, process.env, false);
  } catch (error) {
    throw attachError(error);
  }
}

export async function attachExisting(line: CommandLine): Promise<number> {
  const keys = detachKeys(line);
  const address = locateIt(line.session);
  if (!hasTerminal()) {
    (await connectToIt(address)).link.close(); // a problem with the session is reported before the missing terminal
    throw noTerminal('-a', alsoWithout(line.session));
  }
  return attachTo(outside(address, connectToIt(address)), line, keys);
}

/** Creates the session. It is not an error if another process has just created it. */
async function createIfMissing(address: Address, line: CommandLine, startHost: StartHost): Promise<void> {
  try {
    await launch(startHost, await order(address, line.command, line, terminalSize(0), true));
  } catch (error) {
    if (!(error instanceof TdetachError) || error.code !== 'session-exists') throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof TdetachError && ['no-session', 'session-dead', 'session-ended'].includes(error.code);

/** Connects to the session, and creates it if it does not exist. */
async function connectOrCreate(
  first: Address,
  line: CommandLine,
  startHost: StartHost,
): ReturnType<typeof connect> {
  // The session may end between the two steps. Then the next iteration creates it again.
  for (let address = first; ;) {
    try {
      return await connect(address);
    } catch (error) {
      if (!isMissing(error)) throw error;
      address = await locateNew(line.session, process.env);
      await createIfMissing(address, line, startHost);
    }
  }
}

/** Returns the error of -A without a terminal. Its advice depends on whether the session exists. */
async function withoutTerminal({ session }: CommandLine): Promise<TdetachError> {
  try {
    (await connect(locate(session, process.env, false))).link.close();
    return noTerminal('-A', alsoWithout(session));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return noTerminal('-A', `tdetach -n ${shellWord(session)} makes the session without one`);
  }
}

export async function attachOrCreate(line: CommandLine, startHost: StartHost): Promise<number> {
  const keys = detachKeys(line);
  if (!hasTerminal()) throw await withoutTerminal(line);
  const address = await locateNew(line.session, process.env);
  // Read the terminal's settings before the terminal becomes raw.
  if (isToldOfCaller() || !fs.existsSync(address.path)) await caller();
  return attachTo(outside(address, connectOrCreate(address, line, startHost)), line, keys);
}
