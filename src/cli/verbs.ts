// The verbs by name. A verb's module is loaded when it is used: attaching pays for none of them.
import { TdetachError } from '../base/error.ts';
import type { Definition } from './definition.ts';
import { nearest } from './nearest.ts';
import type { Verb } from './verb.ts';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Verb>;
}

const VERBS: Readonly<Record<string, Entry>> = {
  list: {
    summary: 'list sessions; tdetach alone does the same',
    load: async () => (await import('./list.ts')).verb,
  },
  screen: {
    summary: 'print what is on the screen',
    load: async () => (await import('./screen.ts')).verb,
  },
  send: {
    summary: 'type text, press keys, paste',
    load: async () => (await import('./send.ts')).verb,
  },
  wait: {
    summary: 'wait until a text is there, the program is quiet, or has ended',
    load: async () => (await import('./wait.ts')).verb,
  },
  run: {
    summary: 'run a command in a new session, and end with its status',
    load: async () => (await import('./run.ts')).verb,
  },
  record: {
    summary: 'record it from now on (asciicast v2), add a marker, or stop',
    load: async () => (await import('./record.ts')).verb,
  },
  events: {
    summary: 'tell what happens in sessions as it does',
    load: async () => (await import('./events.ts')).verb,
  },
  kill: {
    summary: 'end sessions, or send them a signal',
    load: async () => (await import('./kill.ts')).verb,
  },
  detach: {
    summary: 'end clients, and leave the session',
    load: async () => (await import('./detach.ts')).verb,
  },
  rm: {
    summary: 'forget sessions that have ended',
    load: async () => (await import('./rm.ts')).verb,
  },
  log: {
    summary: 'print the raw output kept, and what comes',
    load: async () => (await import('./log.ts')).verb,
  },
  rename: {
    summary: 'give a session another name',
    load: async () => (await import('./rename.ts')).verb,
  },
  current: {
    summary: 'name the session that this runs in',
    load: async () => (await import('./current.ts')).verb,
  },
  completion: {
    summary: 'print a script with which a shell completes all this',
    load: async () => (await import('./completion.ts')).verb,
  },
};

/** Their names, and what they do. */
export const verbSummaries = (): (readonly [string, string])[] =>
  Object.entries(VERBS).map(([name, { summary }]) => [name, summary]);

/** A verb by its name; undefined for one that there is not. */
export const loadVerb = async (name: string): Promise<Verb | undefined> =>
  Object.hasOwn(VERBS, name) ? VERBS[name]?.load() : undefined;

/** What the help says of them. */
export function verbList(): string {
  const width = Math.max(...Object.keys(VERBS).map((name) => name.length));
  const lines = Object.entries(VERBS).map(
    ([name, { summary }]) => `tdetach ${name.padEnd(width)}  ${summary}`,
  );
  return ['Verbs (tdetach VERB --help tells more):', ...lines].join('\n');
}

/** @throws TdetachError usage, for a verb that there is not */
function verbNamed(name: string): Entry {
  const entry = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (entry) return entry;
  const close = nearest(name, Object.keys(VERBS)).join(', ');
  const what = `unknown verb ${JSON.stringify(name)}: the nearest are ${close}`;
  throw new TdetachError('usage', `${what}; to attach to a session of that name: tdetach -a ${name}`);
}

/** The command lines of all verbs. */
export async function definitions(): Promise<Definition[]> {
  const { definitionOf } = await import('./verb.ts');
  return Promise.all(
    Object.entries(VERBS).map(async ([name, { summary, load }]) => definitionOf(name, summary, await load())),
  );
}

/**
 * Runs a verb.
 * @param host path of the host's executable
 * @param onQuiet called where its messages are not wanted
 * @returns the exit status
 * @throws TdetachError usage, and what the verb throws
 */
export async function runVerb(
  name: string,
  args: readonly string[],
  host: string,
  onQuiet: () => void,
): Promise<number> {
  const { summary, load } = verbNamed(name);
  const { readVerb } = await import('./verb.ts');
  const verb = await load();
  const line = await readVerb(name, summary, verb, args);
  if (!line) return 0;
  if (line.quiet) onQuiet();
  return verb.run(line, host);
}
