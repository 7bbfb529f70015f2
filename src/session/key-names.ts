// Keys by the names that people give them: C-c, Ctrl+C, M-x, Up, F5, S-Tab, Up*3. Modifiers come
// first, in any order.

/**
 * Bits as in the parameter that terminals send, less one (xterm's ctlseqs, PC-Style Function Keys).
 */
export const SHIFT = 1;
export const ALT = 2;
export const CTRL = 4;

export const NAMED_KEYS = [
  'Up',
  'Down',
  'Right',
  'Left',
  'Home',
  'End',
  'Insert',
  'Delete',
  'PageUp',
  'PageDown',
  ...(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10'] as const),
  ...(['F11', 'F12', 'F13', 'F14', 'F15', 'F16', 'F17', 'F18', 'F19', 'F20'] as const),
  'Enter',
  'Tab',
  'Escape',
  'Backspace',
] as const;
export type NamedKey = (typeof NAMED_KEYS)[number];

export interface Key {
  /** A named key, or one character, of a letter the small one. */
  readonly key: NamedKey | { readonly character: string };
  /** SHIFT, ALT and CTRL. */
  readonly modifiers: number;
}

const MODIFIERS: Readonly<Record<string, number>> = {
  c: CTRL,
  ctrl: CTRL,
  control: CTRL,
  m: ALT,
  a: ALT,
  alt: ALT,
  meta: ALT,
  s: SHIFT,
  shift: SHIFT,
};

/** One letter with a dash, a word with a dash or a plus sign, or a caret; a key has to follow. */
const MODIFIER = /^(?:([cmas])-|(ctrl|control|alt|meta|shift)[-+]|\^)(?=.)/isu;

/** The most presses that one name can stand for. */
const MAX_REPEATS = 1_000;

/** Other names of keys, including those of tmux. */
const ALIASES: Readonly<Record<string, string>> = {
  return: 'Enter',
  cr: 'Enter',
  esc: 'Escape',
  bspace: 'Backspace',
  bs: 'Backspace',
  del: 'Delete',
  dc: 'Delete',
  ins: 'Insert',
  ic: 'Insert',
  pgup: 'PageUp',
  ppage: 'PageUp',
  pgdn: 'PageDown',
  pgdown: 'PageDown',
  npage: 'PageDown',
};

/** Names that are understood, and not suggested; in small letters. */
export const OTHER_KEY_NAMES: readonly string[] = Object.keys(ALIASES);

/** For suggestions: all names without modifiers. */
export const KEY_NAMES: readonly string[] = [...NAMED_KEYS, 'Space', 'BTab'];

/** Returns true if it is one character, of however many UTF-16 units. */
export const isOne = (text: string): boolean => Array.from(text).length === 1;

/** A key by its name without modifiers, with the modifiers that the name itself stands for. */
function base(name: string): Key | undefined {
  if (isOne(name)) {
    const small = name.toLowerCase();
    // A letter's other case is one character too, and comes back: not that of every script.
    const capital = small !== name && isOne(small) && small.toUpperCase() === name;
    return { key: { character: capital ? small : name }, modifiers: capital ? SHIFT : 0 };
  }
  const lower = name.toLowerCase();
  if (lower === 'space') return { key: { character: ' ' }, modifiers: 0 };
  if (lower === 'btab') return { key: 'Tab', modifiers: SHIFT };
  const wanted = (ALIASES[lower] ?? name).toLowerCase();
  const key = NAMED_KEYS.find((one) => one.toLowerCase() === wanted);
  return key && { key, modifiers: 0 };
}

/** Splits a name into its leading modifiers (`C-`, `Ctrl-`, `Alt+`, `^` and so on) and the rest. */
function split(name: string): { modifiers: number; rest: string } {
  let modifiers = 0;
  let rest = name;
  for (;;) {
    const found = MODIFIER.exec(rest);
    if (!found) return { modifiers, rest };
    const [all, letter, word] = found;
    modifiers |= MODIFIERS[(letter ?? word ?? 'ctrl').toLowerCase()] ?? 0;
    rest = rest.slice(all.length);
  }
}

/** @returns undefined for a name that no key has */
export function keyNamed(name: string): Key | undefined {
  const { modifiers, rest } = split(name);
  const found = base(rest);
  if (!found) return undefined;
  // People write C-C for Ctrl and C, without Shift.
  const letter = (modifiers & CTRL) !== 0 && rest.length === 1;
  return { key: found.key, modifiers: modifiers | (letter ? 0 : found.modifiers) };
}

/**
 * The presses that a name stands for: `Up*3` is Up three times.
 * @returns undefined for a name that no key has, and for more than MAX_REPEATS presses
 */
export function keysNamed(name: string): Key[] | undefined {
  const [, repeated = name, count = '1'] = /^(.+)\*([1-9]\d*)$/su.exec(name) ?? [];
  const key = keyNamed(repeated);
  return key && Number(count) <= MAX_REPEATS ? Array<Key>(Number(count)).fill(key) : undefined;
}

/**
 * Returns true if a word is hardly anything but a key's name: Enter, C-c, ^C, and not `end` or `y`.
 */
export function isKeyWord(word: string): boolean {
  const { prefix, rest } = mistyped(word);
  if (isOne(rest)) return /^[\^A-Z]/.test(prefix);
  return KEY_NAMES.includes(rest);
}

/** The part of a mistyped name that is compared with the known names, and the part before it. */
export function mistyped(name: string): { prefix: string; rest: string } {
  const { rest } = split(name);
  return { prefix: name.slice(0, name.length - rest.length), rest };
}
