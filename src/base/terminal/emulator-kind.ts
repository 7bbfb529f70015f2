// Finds out from the environment which terminal emulator this process runs in. Some lack functions
// of xterm, and the screen model should match what the terminal shows.

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that terminal emulators set for the programs that they start. */
const MARKS: Readonly<Record<string, string>> = {
  XTERM_VERSION: 'xterm',
  VTE_VERSION: 'vte',
  KITTY_WINDOW_ID: 'kitty',
  ALACRITTY_WINDOW_ID: 'alacritty',
  ALACRITTY_LOG: 'alacritty',
};

/**
 * Emulators by TERM. Unlike the variables it also comes through ssh, and a terminal that was
 * started in another one sets its own.
 */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^xterm-kitty/, 'kitty'],
  [/^alacritty/, 'alacritty'],
  [/^(tmux|screen)/, ''],
];

/** Returns `xterm`, `vte`, `kitty` or `alacritty`; undefined if the emulator is unknown. */
export function emulatorKind(env: Environment): string | undefined {
  const term = env['TERM'] ?? '';
  const named = NAMES.find(([name]) => name.test(term))?.[1];
  if (named !== undefined) return named || undefined;
  const marks = new Set(Object.entries(MARKS).flatMap(([name, kind]) => (env[name] ? [kind] : [])));
  const [only] = marks;
  return marks.size === 1 ? only : undefined; // several marks: one emulator was started in another
}
