// What the executable does with its arguments.
import { VERSION } from '../base/version.ts';
import { report } from './exit-status.ts';
import type { CommandLine } from './options.ts';
import { print } from './print.ts';

async function run(line: CommandLine, host: string): Promise<number> {
  switch (line.mode) {
    case 'create':
      return (await import('./create.ts')).create(line, host);
    case 'new':
      return (await import('./create.ts')).createDetached(line, host);
    case 'attach':
      return (await import('./attach.ts')).attachExisting(line);
    case 'attach-or-create':
      return (await import('./attach.ts')).attachOrCreate(line, host);
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
 * @param host path of the host's executable
 * @returns the exit status
 */
export async function main(args: readonly string[], host: string): Promise<number> {
  let quiet = false;
  try {
    const [first = 'list', ...others] = args;
    if (!first.startsWith('-')) {
      return await (await import('./verbs.ts')).runVerb(first, others, host, () => (quiet = true));
    }
    if (args.length === 1 && (first === '--version' || first === '-V')) {
      await print(`${VERSION}\n`);
      return 0;
    }
    const line = await (await import('./options.ts')).readCommandLine(args);
    quiet = line?.quiet ?? false;
    return line ? await run(line, host) : 0;
  } catch (error) {
    return report(error, quiet);
  }
}
