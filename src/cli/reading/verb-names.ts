// The names and summaries of the verbs, for help and completion, without loading the verbs.

export const SUMMARIES = {
  list: 'list sessions; tdetach alone does the same',
  screen: 'print what is on the screen',
  send: 'type text, press keys, paste',
  wait: 'wait until a text is there, the program is quiet, or has ended',
  do: 'have the shell in a session carry out a command line, and end with its status',
  exec: 'run another program in the surroundings of a session',
  run: 'run a command in a new session, and end with its status',
  record: 'record it from now on (asciicast v2), add a marker, or stop',
  events: 'tell what happens in sessions as it does',
  kill: 'end sessions, or send them a signal',
  detach: 'end clients, and leave the session',
  rm: 'forget sessions that have ended',
  log: 'print the raw output kept, and what comes',
  rename: 'give a session another name',
  resize: 'set the size, also with no client attached',
  current: 'name the session that this runs in',
  control: 'take requests as lines of JSON, for programs in any language',
  help: 'show what there is, with --json for programs',
  completion: 'print a script with which a shell completes all this',
} as const satisfies Readonly<Record<string, string>>;

export type VerbName = keyof typeof SUMMARIES;

export const isVerbName = (name: string): name is VerbName => Object.hasOwn(SUMMARIES, name);

/** Returns the list of verbs for the help. */
export function verbList(): string {
  const width = Math.max(...Object.keys(SUMMARIES).map((name) => name.length));
  const lines = Object.entries(SUMMARIES).map(
    ([name, summary]) => `tdetach ${name.padEnd(width)}  ${summary}`,
  );
  return ['Verbs (tdetach VERB --help tells more):', ...lines].join('\n');
}
