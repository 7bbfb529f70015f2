// The table of wait conditions. The options of the command line, their help and completion, and the
// checks and messages of the library are derived from it.

/** If several are given, all have to hold. */
export interface Conditions {
  readonly text?: string;
  /** `^` and `$` match at line boundaries. */
  readonly regex?: RegExp;
  readonly gone?: string;
  readonly stableMs?: number;
  readonly idleMs?: number;
  readonly title?: string;
  readonly bell?: true;
  readonly prompt?: true;
  readonly exit?: true;
}

export interface Condition {
  readonly key: keyof Conditions;
  /** The type of the condition's value. */
  readonly kind: 'text' | 'regex' | 'duration' | 'flag';
  readonly describe: string;
  /** The condition in words. */
  readonly words: (value: string) => string;
}

/** The conditions by the names of their options (`--wait-NAME` for `send`). */
export const CONDITIONS = {
  text: {
    key: 'text',
    kind: 'text',
    describe: 'wait until TEXT is on the screen or in the history',
    words: (text) => `the text ${text}`,
  },
  regex: {
    key: 'regex',
    kind: 'regex',
    describe: 'wait until REGEX matches on the screen or in the history',
    words: (regex) => `the regular expression ${regex}`,
  },
  gone: {
    key: 'gone',
    kind: 'text',
    describe: 'wait until TEXT is not on the screen',
    words: (text) => `${text} to be gone`,
  },
  stable: {
    key: 'stableMs',
    kind: 'duration',
    describe: 'wait until the visible screen has not changed for DURATION',
    words: (time) => `a screen that does not change for ${time}`,
  },
  idle: {
    key: 'idleMs',
    kind: 'duration',
    describe: 'wait until there has been no output for DURATION',
    words: (time) => `no output for ${time}`,
  },
  title: {
    key: 'title',
    kind: 'text',
    describe: "wait until the window's title contains TEXT",
    words: (text) => `${text} in the title`,
  },
  bell: { key: 'bell', kind: 'flag', describe: 'wait until the bell rings', words: () => 'the bell' },
  prompt: {
    key: 'prompt',
    kind: 'flag',
    describe: 'wait until the shell is at its prompt (OSC 133, or quiet in the foreground of its terminal)',
    words: () => "the shell's prompt",
  },
  exit: {
    key: 'exit',
    kind: 'flag',
    describe: 'wait until the program ends, and exit with its status',
    words: () => "the program's end",
  },
} as const satisfies Readonly<Record<string, Condition>>;

export type ConditionName = keyof typeof CONDITIONS;

/** The names of the conditions, in order. */
export const CONDITION_NAMES = Object.keys(CONDITIONS) as ConditionName[];

/** Returns true for conditions that cannot hold together: an ended shell is not at its prompt. */
export const isImpossible = ({ prompt, exit }: Conditions): boolean => prompt === true && exit === true;

function shown(value: unknown): string {
  if (typeof value === 'number') return `${value / 1000} s`;
  return value instanceof RegExp ? `/${value.source}/` : JSON.stringify(value);
}

/** Returns true if these conditions require that no output is missed. */
export const needsAll = ({ text, regex, title, bell }: Conditions): boolean =>
  [text, regex, title, bell].some((one) => one !== undefined);

/** Returns the conditions in words. */
export function inWords(conditions: Conditions): string {
  const all: readonly Condition[] = Object.values(CONDITIONS);
  return all
    .filter(({ key }) => conditions[key] !== undefined)
    .map(({ key, words }) => words(shown(conditions[key])))
    .join(' and ');
}
