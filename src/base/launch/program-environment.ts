// The environment of a session's program.

/** A variable that is set, or removed where there is no value. */
export interface Change {
  readonly name: string;
  readonly value: string | undefined;
}

export interface EnvironmentSource {
  readonly given: Readonly<Record<string, string | undefined>>;
  /** True if it was given with the terminal that creates the session: its TERM is the program's. */
  readonly onTerminal: boolean;
  readonly changes: readonly Change[];
}

/** The size of another terminal. A program that has these does not ask its own. */
const SIZES = ['LINES', 'COLUMNS'];

/** What the session's terminal is: the screen model is one of xterm's. */
const OWN_TERM = 'xterm-256color';

/**
 * @param movedTo the working folder, where it is not the caller's
 * @returns the environment of the program
 */
export function programEnvironment(
  { given, onTerminal, changes }: EnvironmentSource,
  movedTo: string | undefined,
): Record<string, string> {
  const env = new Map(Object.entries(given));
  for (const name of SIZES) env.delete(name);
  if (!onTerminal && ['', 'dumb'].includes(env.get('TERM') ?? '')) env.set('TERM', OWN_TERM);
  if (movedTo !== undefined) env.set('PWD', movedTo);
  for (const { name, value } of changes) env.set(name, value);
  return Object.fromEntries([...env].filter((entry): entry is [string, string] => entry[1] !== undefined));
}
