// The process of a client: does what its arguments ask for, and ends with the status that comes
// back.
import fs from 'node:fs';
import tty from 'node:tty';
import type { StartHost } from '../base/launch/start-host-type.ts';
import type { CompiledCode } from '../v8/code-cache.ts';
import { FAILED, report } from './printing/exit-status.ts';

type Act = (args: readonly string[], startHost: StartHost, onQuiet: () => void) => Promise<number>;

async function outcome(act: Act, startHost: StartHost): Promise<number> {
  let quiet = false;
  try {
    return await act(process.argv.slice(2), startHost, () => (quiet = true));
  } catch (error) {
    return report(error, quiet);
  }
}

/**
 * Runs a client, and ends the process.
 * @param act what is done with the arguments
 * @param startHost starts a host
 * @param code what V8 has compiled, kept for the next time
 */
export async function main(act: Act, startHost: StartHost, code: CompiledCode): Promise<void> {
  const terminals = [0, 1, 2].filter((descriptor) => tty.isatty(descriptor));
  const status = await outcome(act, startHost);
  if (status !== FAILED) code.keep();
  // At its exit Node 20 restores the settings of its standard streams, and aborts if their terminal
  // is gone: of a closed window or a lost connection. It leaves closed ones alone.
  for (const descriptor of terminals) if (!tty.isatty(descriptor)) fs.closeSync(descriptor);
  process.exit(status);
}
