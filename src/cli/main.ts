// What the executable does with its arguments: the hidden verb of a host, or a command line of the user's.
import { HOST_VERB } from '../base/launch.ts';
import { report } from './exit-status.ts';
import type { CommandLine } from './options.ts';

async function run(line: CommandLine, executable: string): Promise<number> {
  switch (line.mode) {
    case 'create':
      return (await import('./create.ts')).create(line, executable);
    case 'new':
      return (await import('./create.ts')).createDetached(line, executable);
    case 'attach':
      return (await import('./attach.ts')).attachExisting(line);
    case 'attach-or-create':
      return (await import('./attach.ts')).attachOrCreate(line, executable);
    case 'foreground':
      return (await import('./foreground.ts')).foreground(line);
    case 'push':
      return (await import('./push.ts')).pushInput(line);
    default:
      return line.mode satisfies never;
  }
}

/**
 * Runs tdetach.
 * @param args the command line after the script
 * @param executable path of the script, for the host to be started with
 * @returns the exit status
 */
export async function main(args: readonly string[], executable: string): Promise<number> {
  if (args[0] === HOST_VERB) {
    await (await import('../host/start.ts')).runDetached();
    return 0;
  }
  let quiet = false;
  try {
    const line = (await import('./options.ts')).readCommandLine(args);
    quiet = line?.quiet ?? false;
    return line ? await run(line, executable) : 0;
  } catch (error) {
    return report(error, quiet);
  }
}
