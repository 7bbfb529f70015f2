// What DECSC saves besides the cursor's place, and DECRC restores: character sets, attributes,
// protection, origin mode (DEC STD 070); kitty saves DECAWM too.
import { freshSaved, screenOf, ORIGIN } from './mode-state.ts';
import type { Charsets, ModeState, SavedCursor } from './mode-state.ts';

const WRAP = 7;

/** ESC sequences that designate G0 to G3, by their intermediate byte (ECMA-35). */
const DESIGNATE = ['(', ')', '*', '+'] as const;

/** Intermediates that designate G0 to G3, 94 and 96 character sets (ECMA-35). */
const DESIGNATORS = new Map(Array.from('()*+').map((char, index) => [char.charCodeAt(0), index]));
const DESIGNATORS_96 = new Map(Array.from('-./').map((char, index) => [char.charCodeAt(0), index + 1]));

/**
 * Handles ESC with intermediates that designate a character set, whose name may begin with one
 * (`ESC ( % 5`).
 * @param intermediates as the scanner gives them
 * @returns true if they do
 */
export function designate({ sets }: Charsets, intermediates: number, final: number): boolean {
  const opener = intermediates > 0xff ? intermediates >> 8 : intermediates;
  const set94 = DESIGNATORS.get(opener);
  const set = set94 ?? DESIGNATORS_96.get(opener);
  if (set === undefined) return false;
  const second = intermediates > 0xff ? String.fromCharCode(intermediates & 0xff) : '';
  const name = second + String.fromCharCode(final);
  if (set94 !== undefined && name === 'B') sets.delete(set);
  else sets.set(set, String.fromCharCode(opener) + name);
  return true;
}

const copy = ({ sets, shift }: Charsets): Charsets => ({ sets: new Map(sets), shift });

export const CLOSE_LINK = '\x1b]8;;\x1b\\';

export function saveCursor(state: ModeState): void {
  const { attributes, protectedArea, privateModes } = state;
  const origin = privateModes.has(ORIGIN);
  const wrap = !privateModes.has(WRAP);
  const link = state.link !== '';
  const more = { made: true, attributes, protectedArea, origin, wrap, link };
  state.saved[screenOf(state)] = { ...copy(state.charsets), ...more };
}

/** Restores the saved cursor of the shown screen. */
export function restoreCursor(state: ModeState): void {
  const saved = state.saved[screenOf(state)];
  const { privateModes, fallbackResets } = state;
  state.charsets = copy(saved);
  state.attributes = saved.attributes;
  state.protectedArea = saved.protectedArea;
  if (saved.origin !== privateModes.has(ORIGIN)) {
    fallbackResets.add('\x1b[?6l'); // xterm.js and tmux leave origin mode as it is
    if (saved.origin) privateModes.set(ORIGIN, true);
    else privateModes.delete(ORIGIN);
  }
  if (saved.wrap === privateModes.has(WRAP)) fallbackResets.add('\x1b[?7h');
  if (saved.link && state.link === '') fallbackResets.add(CLOSE_LINK); // VTE and xterm.js save it with the attributes
}

/** DECSTR: the cursor that is saved is one that was never changed. */
export function forgetSaved(state: ModeState): void {
  const { made } = state.saved[screenOf(state)];
  if (made) state.fallbackResets.add('\x1b7'); // which is known everywhere
  state.saved[screenOf(state)] = { ...freshSaved(), made };
}

/**
 * Returns true if a DECRC that was not expected would change anything but the cursor's place, in
 * some terminal.
 */
export const isDirty = (saved: SavedCursor, { fallbackResets }: ModeState): boolean =>
  undoSaved(saved) !== '' || (saved.made && fallbackResets.size > 0);

/** Undoes what a DECRC has restored. */
export const undoSaved = (saved: SavedCursor): string =>
  (saved.link ? CLOSE_LINK : '') +
  (saved.protectedArea ? '\x1b["q' : '') +
  leaveCharsets(saved) +
  (saved.attributes ? '\x1b[m' : '') +
  (saved.origin ? '\x1b[?6l' : '') +
  (saved.wrap ? '' : '\x1b[?7h');

export function enterCharsets({ sets, shift }: Charsets): string {
  return Array.from(sets.values(), (set) => `\x1b${set}`).join('') + shift;
}

export function leaveCharsets({ sets, shift }: Charsets): string {
  const ascii = Array.from(sets.keys(), (set) => `\x1b${DESIGNATE[set] ?? ''}B`).join('');
  return (shift === '' ? '' : '\x0f') + ascii;
}

/**
 * Makes a fresh terminal save this cursor, and leaves none of it in force afterwards.
 * @param placed takes the cursor to its place, with its attributes, while the whole screen scrolls
 * @param save DECSC, or another sequence that saves the cursor
 */
export function enterSaved(saved: SavedCursor, placed: string, save = '\x1b7'): string {
  const [wrap, back] = saved.wrap ? ['', ''] : ['\x1b[?7l', '\x1b[?7h'];
  const protection = saved.protectedArea ? '\x1b[1"q' : '';
  const origin = saved.origin ? '\x1b[?6h' : '';
  const leave = leaveCharsets(saved) + (protection && '\x1b["q') + (origin && '\x1b[?6l') + back;
  return `${origin}${placed}${protection}${wrap}${enterCharsets(saved)}${save}${leave}`;
}
