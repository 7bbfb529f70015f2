// The environment of a session's program.

/** Sets a variable, or removes it if `value` is undefined. */
export interface Change {
  readonly name: string;
  readonly value: string | undefined;
}

export interface EnvironmentSource {
  readonly given: Readonly<Record<string, string | undefined>>;
  /**
   * True if the environment comes with the terminal that creates the session, so that its TERM is
   * right for the program.
   */
  readonly onTerminal: boolean;
  readonly changes: readonly Change[];
}

/**
 * Variables with the size of another terminal. A program that has these does not ask its own
 * terminal.
 */
const SIZES = ['LINES', 'COLUMNS'];

/** TERM of the session's terminal: the screen model emulates xterm. */
const OWN_TERM = 'xterm-256color';

/**
 * @param movedTo the working folder, if it is not the caller's
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
