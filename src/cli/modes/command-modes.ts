// Command lines that begin with an option: the modes, and --version.
import type { StartHost } from '../../base/launch/start-host-type.ts';
import { VERSION } from '../../base/version.ts';
import { readCommandLine } from '../reading/options.ts';
import type { CommandLine } from '../reading/options.ts';
import { print } from '../printing/print.ts';

async function run(line: CommandLine, startHost: StartHost): Promise<number> {
  switch (line.mode) {
    case 'create':
      return (await import('./create-mode.ts')).create(line, startHost);
    case 'new':
      return (await import('./create-mode.ts')).createDetached(line, startHost);
    case 'attach':
      return (await import('./attach-mode.ts')).attachExisting(line);
    case 'attach-or-create':
      return (await import('./attach-mode.ts')).attachOrCreate(line, startHost);
    case 'foreground':
      return (await import('./foreground-mode.ts')).foreground(line);
    case 'push':
      return (await import('./push-mode.ts')).pushInput(line);
    default:
      return line.mode satisfies never;
  }
}

/**
 * Runs a mode.
 * @param startHost starts a host
 * @param onQuiet called if messages are not wanted
 * @returns the exit status
 * @throws TdetachError usage, and errors of the mode
 */
export async function modes(
  args: readonly string[],
  startHost: StartHost,
  onQuiet: () => void,
): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    await print(`${VERSION}\n`);
    return 0;
  }
  const line = await readCommandLine(args);
  if (line?.quiet) onQuiet();
  return line ? run(line, startHost) : 0;
}
