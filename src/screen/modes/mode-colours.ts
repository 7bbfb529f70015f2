// Colours that a program has changed: the palette (OSC 4), special colours (OSC 5), and default
// colours (OSC 10 to 19), with the values that it gave. OSC 104, 105 and 110 to 119 put them back
// (xterm's ctlseqs).
import { MAX_PUSHED, SPECIAL_COLOURS } from './mode-state.ts';
import type { Colours, ModeState } from './mode-state.ts';

const FIRST_DEFAULT = 10;
const LAST_DEFAULT = 19;
const RESET = 100;

/** OSC 5 has this many colours (xterm). */
const SPECIALS = 5;

/** The text of a colour; a question mark in its place asks for it. */
const COLOUR = /^[^?].{0,63}$/;

const isDefault = (number: number): boolean => number >= FIRST_DEFAULT && number <= LAST_DEFAULT;

/** Returns true if this OSC sets colours, asks for them, or puts them back. */
export function isColour(number: number): boolean {
  const set = number >= RESET ? number - RESET : number;
  return set === 4 || set === 5 || isDefault(set);
}

/** The palette's entry, in which special colours come after the others; -1 for none. */
function entryOf(number: number, index: string): number {
  const entry = (number % RESET === 5 ? SPECIAL_COLOURS : 0) + Number(index);
  return /^\d+$/.test(index) && entry < SPECIAL_COLOURS + SPECIALS ? entry : -1;
}

/** Index, colour, index, colour, ... */
function setPalette(number: number, parts: readonly string[], palette: Map<number, string>): void {
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const entry = entryOf(number, parts[at] ?? '');
    const colour = parts[at + 1] ?? '';
    if (entry >= 0 && COLOUR.test(colour)) palette.set(entry, colour);
  }
}

/** The entries that are named, or all. */
function resetPalette(number: number, text: string, palette: Map<number, string>): void {
  const special = number === RESET + 5;
  const named = text.split(';').map((index) => entryOf(number, index));
  for (const entry of [...palette.keys()]) {
    if (text === '' ? entry >= SPECIAL_COLOURS === special : named.includes(entry)) palette.delete(entry);
  }
}

const osc = (text: string): string => `\x1b]${text}\x1b\\`;

/** OSC 4;index or 5;index of a palette's entry. */
const nameOf = (entry: number): string =>
  entry < SPECIAL_COLOURS ? `4;${entry}` : `5;${entry - SPECIAL_COLOURS}`;

/** XTPUSHCOLORS, and XTPOPCOLORS. */
export function pushColours({ palette, colours, colourStack }: ModeState): void {
  if (colourStack.length >= MAX_PUSHED) colourStack.shift();
  colourStack.push({ palette: new Map(palette), colours: new Map(colours) });
}

export function popColours(state: ModeState): void {
  const top = state.colourStack.pop();
  if (!top) return;
  fallBackColours(state); // which are still in force in a terminal without that stack
  state.palette = top.palette;
  state.colours = top.colours;
}

/** The colours that are changed now may stay so, although xterm puts them back. */
export function fallBackColours({ palette, colours, fallbackResets }: ModeState): void {
  const entries = [...palette.keys()];
  if (entries.some((entry) => entry < SPECIAL_COLOURS)) fallbackResets.add(osc('104'));
  if (entries.some((entry) => entry >= SPECIAL_COLOURS)) fallbackResets.add(osc('105'));
  for (const number of colours.keys()) fallbackResets.add(osc(String(number + RESET)));
}

/** Puts back the colours that were changed. */
export function undoColours(state: ModeState): string {
  const { colourStack } = state;
  const changed = [...colourStack, state].map(undoChanged);
  return '\x1b[#Q'.repeat(colourStack.length) + [...new Set(changed)].join('');
}

function undoChanged({ palette, colours }: Colours): string {
  const entries = [...palette.keys()].map((entry) => osc(`10${nameOf(entry)}`));
  return entries.join('') + Array.from(colours.keys(), (number) => osc(String(number + RESET))).join('');
}

/** Changes a fresh terminal's colours, and those on its stack. */
export function enterColours(state: ModeState): string {
  const out: string[] = [];
  let before: Colours = { palette: new Map(), colours: new Map() };
  for (const pushed of state.colourStack) {
    out.push(undoChanged(before), changeColours(pushed), '\x1b[#P');
    before = pushed;
  }
  out.push(undoChanged(before), changeColours(state));
  return out.join('');
}

function changeColours({ palette, colours }: Colours): string {
  const entries = Array.from(palette, ([entry, colour]) => osc(`${nameOf(entry)};${colour}`));
  return entries.join('') + Array.from(colours, ([number, colour]) => osc(`${number};${colour}`)).join('');
}

/**
 * Follows an OSC for which isColour() is true.
 * @param whole true if the text is complete
 */
export function followColour(state: ModeState, number: number, text: string, whole: boolean): void {
  const { palette, colours } = state;
  if (!whole) state.fallbackResets.add(osc(String((number % RESET) + RESET))); // the unseen part
  if (number >= RESET && isDefault(number - RESET)) {
    colours.delete(number - RESET);
  } else if (number >= RESET) {
    resetPalette(number, text, palette);
  } else if (isDefault(number)) {
    // Further colours belong to the numbers that follow.
    for (const [at, colour] of text.split(';').entries()) {
      if (COLOUR.test(colour) && isDefault(number + at)) colours.set(number + at, colour);
    }
  } else {
    setPalette(number, text.split(';'), palette);
  }
}
