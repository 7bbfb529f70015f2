// What a terminal sends for a key, in the modes that the program has set. Pure. By default it is
// what xterm sends; with kitty's keyboard protocol it is what kitty sends, of which only key
// presses occur here. Sources: xterm's ctlseqs (PC-Style Function Keys, modifyOtherKeys), and what
// xterm 379 was seen to send on a US keyboard with metaSendsEscape, also in the following modes;
// kitty's "Comprehensive keyboard handling", with its table of legacy control codes.
import { ALT, CTRL, SHIFT, isOne } from './key-names.ts';
import type { Key, NamedKey } from './key-names.ts';

/** The modes of a terminal that change what its keys send. */
export interface KeyModes {
  /** DECCKM. */
  readonly applicationCursor: boolean;
  /** DECBKM: the backspace key sends BS. */
  readonly backspaceSendsBs: boolean;
  /** LNM: Enter sends CR LF. */
  readonly newLine: boolean;
  /** XTMODKEYS 4: 0, 1 or 2. */
  readonly modifyOtherKeys: number;
  /** kitty's flags in force. */
  readonly kitty: number;
}

const DISAMBIGUATE = 1;
const EVENT_TYPES = 2;
const ALTERNATE_KEYS = 4;
const ALL_KEYS = 8;
const ASSOCIATED_TEXT = 16;

/** Final letters, after CSI or SS3. */
const LETTERS: Partial<Record<NamedKey, string>> = {
  Up: 'A',
  Down: 'B',
  Right: 'C',
  Left: 'D',
  Home: 'H',
  End: 'F',
  F1: 'P',
  F2: 'Q',
  F3: 'R',
  F4: 'S',
};

/** Numbers before `~`. */
const NUMBERS: Partial<Record<NamedKey, number>> = {
  ...{ Insert: 2, Delete: 3, PageUp: 5, PageDown: 6 },
  ...{ F5: 15, F6: 17, F7: 18, F8: 19, F9: 20, F10: 21, F11: 23, F12: 24 },
  ...{ F13: 25, F14: 26, F15: 28, F16: 29, F17: 31, F18: 32, F19: 33, F20: 34 },
};

/** Keys that have a control character, as a code. */
const CODES: Partial<Record<NamedKey, number>> = { Enter: 13, Tab: 9, Escape: 27, Backspace: 127 };

/** kitty: F13 and the keys after it. */
const KITTY_F13 = 57376;

/** What Ctrl makes of characters other than letters (kitty's table, and xterm's of C-2 to C-8). */
const CONTROLS: Readonly<Record<string, number>> = {
  ...{ ' ': 0, '2': 0, '@': 0, '`': 0, '3': 27, '[': 27, '4': 28, '\\': 28, '5': 29, ']': 29 },
  ...{ '6': 30, '^': 30, '~': 30, '7': 31, '/': 31, _: 31, '8': 127, '?': 127 },
};

function controlled(character: string): string {
  if (/^[a-z]$/.test(character)) return String.fromCharCode(character.charCodeAt(0) & 0x1f);
  const code = CONTROLS[character];
  return code === undefined ? character : String.fromCharCode(code);
}

const shifted = (character: string, modifiers: number): string => {
  const capital = character.toUpperCase();
  return modifiers & SHIFT && isOne(capital) ? capital : character;
};

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

/** A character in its legacy form: Ctrl makes a control of it, Alt puts ESC before it. */
function legacyCharacter(character: string, modifiers: number): string {
  const text = modifiers & CTRL ? controlled(character) : shifted(character, modifiers);
  return (modifiers & ALT ? '\x1b' : '') + text;
}

/** Enter, Tab, Escape, Backspace. */
function legacyControl(key: NamedKey, modifiers: number, modes: KeyModes): string {
  const escape = modifiers & ALT ? '\x1b' : '';
  if (key === 'Tab') return modifiers & SHIFT ? '\x1b[Z' : `${escape}\t`; // CBT
  if (key === 'Escape') return `${escape}\x1b`;
  if (key === 'Enter') return escape + (modes.newLine ? '\r\n' : '\r');
  // Ctrl makes the other one of the two.
  return escape + (((modifiers & CTRL) !== 0) !== modes.backspaceSendsBs ? '\b' : '\x7f');
}

/** Cursor, editing and function keys. */
function legacyFunction(key: NamedKey, modifiers: number, applicationCursor: boolean): string {
  const letter = LETTERS[key];
  if (letter === undefined) return `\x1b[${NUMBERS[key] ?? 0}${modifiers > 0 ? `;${modifiers + 1}` : ''}~`;
  if (modifiers > 0) return `\x1b[1;${modifiers + 1}${letter}`;
  return (key.startsWith('F') || applicationCursor ? '\x1bO' : '\x1b[') + letter;
}

/**
 * Keys that have their own form at level 1 of modifyOtherKeys: the reported modifiers, by those
 * held.
 */
const OTHER_KEYS: Partial<Record<NamedKey | ' ', Readonly<Record<number, number>>>> = {
  Enter: {
    [SHIFT]: SHIFT,
    [CTRL]: CTRL,
    [CTRL | SHIFT]: CTRL | SHIFT,
    [ALT | SHIFT]: SHIFT,
    [CTRL | ALT | SHIFT]: SHIFT,
  },
  Tab: { [CTRL]: CTRL },
  Escape: {
    [CTRL | ALT]: CTRL,
    [ALT | SHIFT]: SHIFT,
    [CTRL | ALT | SHIFT]: CTRL | SHIFT,
  },
  ' ': { [CTRL | ALT | SHIFT]: CTRL | SHIFT },
};

/** The modifiers that a character's own form reports, 0 if it has no such form. */
function otherCharacter(character: string, modifiers: number, level: number): number {
  if (level === 2) return modifiers;
  // At level 1 only characters without a well-known meaning; Alt is not reported.
  const known = controlled(character) !== character;
  if (modifiers & CTRL && !known) return modifiers & ~ALT;
  return OTHER_KEYS[character as ' ']?.[modifiers] ?? 0;
}

/** The same of Enter, Tab, Escape and Backspace. */
function otherControl(key: NamedKey, modifiers: number, level: number): number {
  if (level < 2) return OTHER_KEYS[key]?.[modifiers] ?? 0;
  const known = (key === 'Tab' && modifiers === SHIFT) || (key === 'Backspace' && modifiers === CTRL);
  return known ? 0 : modifiers;
}

const other = (code: number, modifiers: number): string => `\x1b[27;${modifiers + 1};${code}~`;

function kittyFunction(key: NamedKey, modifiers: number): string {
  const and = modifiers > 0 ? `;${modifiers + 1}` : '';
  // F3 has a number, as its letter's sequence is a report of the cursor's place.
  if (key === 'F3') return `\x1b[13${and}~`;
  const letter = LETTERS[key];
  if (letter !== undefined) return `\x1b[${and && `1${and}`}${letter}`;
  const above = /^F(1[3-9]|20)$/.exec(key);
  if (above) return `\x1b[${KITTY_F13 + Number(above[1]) - 13}${and}u`;
  return `\x1b[${NUMBERS[key] ?? 0}${and}~`;
}

function kittyCharacter(character: string, modifiers: number, flags: number): string {
  const text = shifted(character, modifiers);
  const types = (modifiers & ~SHIFT) === 0;
  if (types && !(flags & ALL_KEYS)) return text;
  const alternate = flags & ALTERNATE_KEYS && text !== character ? `:${codeOf(text)}` : '';
  const associated = types && flags & ASSOCIATED_TEXT ? `;${codeOf(text)}` : '';
  const held = modifiers > 0 ? `;${modifiers + 1}` : associated && ';';
  return `\x1b[${codeOf(character)}${alternate}${held}${associated}u`;
}

/** kitty's form; undefined if kitty uses the legacy one. */
function kittyKey({ key, modifiers }: Key, flags: number): string | undefined {
  const enhanced = (flags & (DISAMBIGUATE | ALL_KEYS)) !== 0;
  if (typeof key === 'object') return enhanced ? kittyCharacter(key.character, modifiers, flags) : undefined;
  const code = CODES[key];
  if (code === undefined) return enhanced || flags & EVENT_TYPES ? kittyFunction(key, modifiers) : undefined;
  // Keys that end or correct a line stay usable in a shell after a program that crashed.
  const plain = modifiers === 0 && key !== 'Escape' && !(flags & ALL_KEYS);
  if (!enhanced || plain) return undefined;
  return `\x1b[${code}${modifiers > 0 ? `;${modifiers + 1}` : ''}u`;
}

/** The bytes that a terminal in these modes sends for a key, as text. */
export function encodeKey(pressed: Key, modes: KeyModes): string {
  const { key, modifiers } = pressed;
  const kitty = modes.kitty === 0 ? undefined : kittyKey(pressed, modes.kitty);
  if (kitty !== undefined) return kitty;
  const level = modes.kitty === 0 ? modes.modifyOtherKeys : 0;
  if (typeof key === 'object') {
    const { character } = key;
    const told = level > 0 ? otherCharacter(character, modifiers, level) : 0;
    if (told > 0) return other(codeOf(shifted(character, modifiers)), told);
    return legacyCharacter(character, modifiers);
  }
  const code = CODES[key];
  if (code === undefined) return legacyFunction(key, modifiers, modes.applicationCursor);
  const told = level > 0 ? otherControl(key, modifiers, level) : 0;
  if (told === 0) return legacyControl(key, modifiers, modes);
  return other(key === 'Backspace' ? legacyControl(key, modifiers & CTRL, modes).charCodeAt(0) : code, told);
}
