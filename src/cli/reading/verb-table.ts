// The table of verbs. A verb's module is loaded when it is used.
import fs from 'node:fs';
import { locate } from '../../base/address/address.ts';
import { ENDED_SUFFIX } from '../../base/endings/ended-record.ts';
import type { StartHost } from '../../base/launch/start-host-type.ts';
import { TdetachError } from '../../base/error.ts';
import { shellWord } from '../../base/text/shell-word.ts';
import { habitOf } from './habits.ts';
import { nearest } from './nearest.ts';
import { readVerb } from './verb.ts';
import type { LoadVerb, Verb } from './verb.ts';
import { SUMMARIES, isVerbName } from './verb-names.ts';
import type { VerbName } from './verb-names.ts';

const VERBS: Readonly<Record<VerbName, () => Promise<{ readonly verb: Verb }>>> = {
  list: () => import('../verbs/list-verb.ts'),
  screen: () => import('../verbs/screen-verb.ts'),
  send: () => import('../verbs/send-verb.ts'),
  wait: () => import('../verbs/wait-verb.ts'),
  do: () => import('../verbs/do-verb.ts'),
  exec: () => import('../verbs/exec-verb.ts'),
  run: () => import('../verbs/run-verb.ts'),
  record: () => import('../verbs/record-verb.ts'),
  events: () => import('../verbs/events-verb.ts'),
  kill: () => import('../verbs/kill-verb.ts'),
  detach: () => import('../verbs/detach-verb.ts'),
  rm: () => import('../verbs/rm-verb.ts'),
  log: () => import('../verbs/log-verb.ts'),
  rename: () => import('../verbs/rename-verb.ts'),
  resize: () => import('../verbs/resize-verb.ts'),
  current: () => import('../verbs/current-verb.ts'),
  control: () => import('../verbs/control-verb.ts'),
  help: () => import('../verbs/help-verb.ts'),
  completion: () => import('../verbs/completion-verb.ts'),
};

const load = async (name: VerbName): Promise<Verb> => (await VERBS[name]()).verb;

export const loadVerb: LoadVerb = async (name) => (isVerbName(name) ? load(name) : undefined);

/** Returns true if a live or ended session has this name. */
function isSession(name: string): boolean {
  try {
    const { path } = locate(name, process.env, false);
    return fs.existsSync(path) || fs.existsSync(path + ENDED_SUFFIX);
  } catch (error) {
    if (error instanceof TdetachError) return false;
    throw error;
  }
}

/** Returns the error for an unknown verb, with advice. */
function unknownVerb(name: string, rest: readonly string[]): TdetachError {
  const habit = habitOf([name, ...rest]);
  const close = nearest(name, Object.keys(VERBS)).join(', ');
  const what =
    habit && 'instead' in habit
      ? `there is no verb ${name}: ${habit.instead}`
      : `unknown verb ${JSON.stringify(name)}: the nearest are ${close}`;
  const attach = `; to attach to the session called ${name}: tdetach -a ${shellWord(name)}`;
  return new TdetachError('usage', rest.length === 0 && isSession(name) ? what + attach : what);
}

/**
 * Runs a verb; `list` without arguments.
 * @param startHost starts a host
 * @param onQuiet called if messages are not wanted
 * @returns the exit status
 * @throws TdetachError usage, and errors of the verb
 */
export async function verbs(
  args: readonly string[],
  startHost: StartHost,
  onQuiet: () => void,
): Promise<number> {
  const [name = 'list', ...others] = args;
  if (!isVerbName(name)) {
    const habit = habitOf(args);
    if (habit && 'has' in habit) return (await import('../verbs/list-verb.ts')).hasSession(habit.has);
    throw unknownVerb(name, others);
  }
  const verb = await load(name);
  const line = await readVerb(name, SUMMARIES[name], verb, others);
  if (!line) return 0;
  if (line.quiet) onQuiet();
  return verb.run(line, { startHost, loadVerb });
}
