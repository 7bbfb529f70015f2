// The result of a wrong command line, in the process of a test: the same functions as in the
// executable (bin/tdetach.ts), without starting a Node. For a few mistakes of each kind the
// executable itself is tested: it ends with this status, prints this line, and makes nothing.
import { TdetachError } from '../../src/base/error.ts';
import { harmless } from '../../src/base/text/harmless.ts';
import { modes } from '../../src/cli/modes/command-modes.ts';
import { advice } from '../../src/cli/printing/advice.ts';
import { statusOfError } from '../../src/cli/printing/exit-status.ts';
import { inOurWords } from '../../src/cli/reading/habits.ts';
import { verbs } from '../../src/cli/reading/verb-table.ts';
import type { Sandbox } from './sandbox.ts';

export interface Mistake {
  readonly status: number;
  /** The line for standard error. */
  readonly stderr: string;
}

/**
 * Runs a command line in a sandbox's folder, until it fails.
 * @param sessions the session folder
 */
export async function mistake(
  box: Sandbox,
  args: readonly string[],
  sessions = box.folder,
): Promise<Mistake> {
  const words = inOurWords(args) ?? args;
  const noHost = (): never => {
    throw new Error(`a host was started for ${args.join(' ')}`);
  };
  const act = words[0]?.startsWith('-') ? modes : verbs;
  const [folder, before] = [process.cwd(), process.env['TDETACH_DIR']];
  process.chdir(box.folder);
  process.env['TDETACH_DIR'] = sessions;
  try {
    const status = await act(words, noHost, () => undefined);
    throw new Error(`${args.join(' ')} was not refused, but ended with ${status}`);
  } catch (error) {
    if (!(error instanceof TdetachError)) throw error;
    const said = harmless(`tdetach: ${error.message}${advice(error)}`);
    return { status: statusOfError(error.code), stderr: `${said}\n` };
  } finally {
    process.chdir(folder);
    if (before === undefined) delete process.env['TDETACH_DIR'];
    else process.env['TDETACH_DIR'] = before;
  }
}
