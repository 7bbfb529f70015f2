// The names and summaries of the verbs, for help and completion, without loading the verbs.

export const SUMMARIES = {
  list: 'list sessions; the default without arguments',
  screen: "print a session's screen",
  send: 'type text, paste text, or press keys',
  wait: 'wait until a text appears, or the program is quiet or has ended',
  do: "run a command line in a session's shell, and exit with its status",
  exec: 'run another program with the environment and folder of a session',
  run: 'run a command in a new session, and exit with its status',
  record: 'record a session (asciicast), add a marker, or stop recording',
  events: 'report events in sessions as they happen',
  kill: 'end sessions, or send them a signal',
  detach: 'detach clients from a session',
  rm: 'remove what ended sessions have left',
  log: "print a session's raw output",
  rename: 'rename a session',
  resize: "set a session's size, even with no client attached",
  current: 'print the name of the session in which it runs',
  control: 'carry out requests in lines of JSON, for programs in any language',
  help: 'show help; with --json for programs',
  completion: 'print a completion script for a shell',
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
