// Which terminal emulator this process runs in, as far as its environment tells. Some lack
// functions of xterm, and the screen of a session is to be what its terminal shows.

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a terminal emulator puts into the environment of what it starts. */
const MARKS: Readonly<Record<string, string>> = {
  XTERM_VERSION: 'xterm',
  VTE_VERSION: 'vte',
  KITTY_WINDOW_ID: 'kitty',
  ALACRITTY_WINDOW_ID: 'alacritty',
  ALACRITTY_LOG: 'alacritty',
};

/**
 * By TERM, which also comes through ssh, and which terminals that are started in one another do not
 * pass on.
 */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^xterm-kitty/, 'kitty'],
  [/^alacritty/, 'alacritty'],
  [/^(tmux|screen)/, ''],
];

/** `xterm`, `vte`, `kitty` or `alacritty`; undefined where that is not known. */
export function emulatorKind(env: Environment): string | undefined {
  const term = env['TERM'] ?? '';
  const named = NAMES.find(([name]) => name.test(term))?.[1];
  if (named !== undefined) return named || undefined;
  const marks = new Set(Object.entries(MARKS).flatMap(([name, kind]) => (env[name] ? [kind] : [])));
  const [only] = marks;
  return marks.size === 1 ? only : undefined; // one was started in another
}
