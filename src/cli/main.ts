// The process of a client: does what its arguments ask for, and ends with the status that comes back.
import fs from 'node:fs';
import tty from 'node:tty';
import { FAILED, report } from './exit-status.ts';

type Act = (args: readonly string[], executable: string, onQuiet: () => void) => Promise<number>;

async function outcome(act: Act, executable: string): Promise<number> {
  let quiet = false;
  try {
    return await act(process.argv.slice(2), executable, () => (quiet = true));
  } catch (error) {
    return report(error, quiet);
  }
}

/**
 * Runs a client, and ends the process.
 * @param act what is done with the arguments
 * @param executable path of the executable, which hosts are started with
 * @param keepCode keeps what was compiled for the next time
 */
export async function main(act: Act, executable: string, keepCode: (() => void) | undefined): Promise<void> {
  const terminals = [0, 1, 2].filter((descriptor) => tty.isatty(descriptor));
  const status = await outcome(act, executable);
  if (status !== FAILED) keepCode?.();
  // At its exit Node 20 restores the settings of its standard streams, and aborts if their terminal is gone: of a
  // closed window or a lost connection. It leaves closed ones alone.
  for (const descriptor of terminals) if (!tty.isatty(descriptor)) fs.closeSync(descriptor);
  process.exit(status);
}
