// The process of a client: carries out its arguments and exits with the resulting status.
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
 * Runs a client and exits.
 * @param act carries out the arguments
 * @param startHost starts a host
 * @param code the compiled code, to be saved for the next start
 */
export async function main(act: Act, startHost: StartHost, code: CompiledCode): Promise<void> {
  const terminals = [0, 1, 2].filter((descriptor) => tty.isatty(descriptor));
  const status = await outcome(act, startHost);
  if (status !== FAILED) code.keep();
  // At its exit Node 20 restores the settings of its standard streams. It aborts if their terminal
  // is gone, as after a closed window or a lost connection, but skips closed streams.
  for (const descriptor of terminals) if (!tty.isatty(descriptor)) fs.closeSync(descriptor);
  process.exit(status);
}
