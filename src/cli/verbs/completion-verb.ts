// tdetach completion prints scripts for shells, and answers the scripts' questions while a line is
// typed.
import { setTimeout as after } from 'node:timers/promises';
import { socketsInFolder } from '../../base/address/address.ts';
import { isHarmless } from '../../base/text/harmless.ts';
import { COMPLETION_WAIT_MS } from '../../base/limits/verb-limits.ts';
import { lookAt } from '../../control/sessions/status.ts';
import { candidates } from '../completion/candidates.ts';
import { SCRIPTS } from '../completion/completion-scripts.ts';
import { nearest } from '../reading/nearest.ts';
import { print } from '../printing/print.ts';
import type { LoadVerb, Program, Verb, VerbLine } from '../reading/verb.ts';

/**
 * Returns the names of live sessions, or of all sockets if a host is slow to answer. Names with
 * characters that are unsafe on a command line or a terminal are left out.
 */
async function sessionNames(): Promise<string[]> {
  const all = socketsInFolder(process.env).filter(({ file }) => isHarmless(file));
  const found = await Promise.race([lookAt(all), after(COMPLETION_WAIT_MS, undefined)]);
  if (!found) return all.map(({ file }) => file);
  return found.filter((one) => one?.state === 'live').map((one) => one?.address.file ?? '');
}

async function answer(words: readonly string[], loadVerb: LoadVerb): Promise<string> {
  const found = await candidates(words, loadVerb);
  if (found === 'sessions') return ['sessions', ...(await sessionNames()), ''].join('\n');
  if (typeof found === 'string') return `${found}\n`;
  return ['words', ...found.map((one) => one.filter((text) => text !== undefined).join('\t')), ''].join('\n');
}

async function run(line: VerbLine, { loadVerb }: Program): Promise<number> {
  if (line.flag('words')) {
    await print(await answer(line.args, loadVerb));
    return 0;
  }
  const [shell, stray] = line.args;
  const all = Object.keys(SCRIPTS);
  if (shell === undefined) throw line.usageError(`completion needs a shell: ${all.join(', ')}`);
  if (stray !== undefined)
    throw line.usageError(`completion takes one shell, but ${JSON.stringify(stray)} follows`);
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined)
    throw line.usageError(
      `bad shell ${JSON.stringify(shell)}: the nearest are ${nearest(shell, all).join(', ')}`,
    );
  await print(script);
  return 0;
}

export const verb: Verb = {
  usage: 'bash|zsh|fish',
  options: {
    words: {
      type: 'boolean',
      describe: 'for the scripts: complete the last of the words after --',
    },
  },
  epilogue:
    'For bash: eval "$(tdetach completion bash)". The README says how to install it permanently for each shell.',
  run,
};
