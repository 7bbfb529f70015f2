// The verbs. A verb's module is loaded when it is used.
import type { StartHost } from '../base/start-host.ts';
import { TdetachError } from '../base/error.ts';
import type { Definition } from './definition.ts';
import { nearest } from './nearest.ts';
import { definitionOf, readVerb } from './verb.ts';
import type { Verb } from './verb.ts';
import { SUMMARIES, isVerbName } from './verb-names.ts';
import type { VerbName } from './verb-names.ts';

const VERBS: Readonly<Record<VerbName, () => Promise<{ readonly verb: Verb }>>> = {
  list: () => import('./list.ts'),
  screen: () => import('./screen.ts'),
  send: () => import('./send.ts'),
  wait: () => import('./wait.ts'),
  run: () => import('./run.ts'),
  record: () => import('./record.ts'),
  events: () => import('./events.ts'),
  kill: () => import('./kill.ts'),
  detach: () => import('./detach.ts'),
  rm: () => import('./rm.ts'),
  log: () => import('./log.ts'),
  rename: () => import('./rename.ts'),
  current: () => import('./current.ts'),
  completion: () => import('./completion.ts'),
};

const load = async (name: VerbName): Promise<Verb> => (await VERBS[name]()).verb;

/** A verb by its name; undefined for one that there is not. */
export const loadVerb = async (name: string): Promise<Verb | undefined> =>
  isVerbName(name) ? load(name) : undefined;

/** @throws TdetachError usage, for a verb that there is not */
function known(name: string): VerbName {
  if (isVerbName(name)) return name;
  const close = nearest(name, Object.keys(VERBS)).join(', ');
  const what = `unknown verb ${JSON.stringify(name)}: the nearest are ${close}`;
  throw new TdetachError('usage', `${what}; to attach to a session of that name: tdetach -a ${name}`);
}

/** The command lines of all verbs. */
export async function definitions(): Promise<Definition[]> {
  const names = Object.keys(VERBS).filter(isVerbName);
  return Promise.all(names.map(async (name) => definitionOf(name, SUMMARIES[name], await load(name))));
}

/**
 * Runs a verb: `list` where there are no arguments.
 * @param startHost starts a host
 * @param onQuiet called where its messages are not wanted
 * @returns the exit status
 * @throws TdetachError usage, and what the verb throws
 */
export async function verbs(
  args: readonly string[],
  startHost: StartHost,
  onQuiet: () => void,
): Promise<number> {
  const [first = 'list', ...others] = args;
  const name = known(first);
  const verb = await load(name);
  const line = await readVerb(name, SUMMARIES[name], verb, others);
  if (!line) return 0;
  if (line.quiet) onQuiet();
  return verb.run(line, startHost);
}
