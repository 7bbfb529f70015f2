// Settings that need no structure of their own: for each the sequence that undoes it, kept with the
// sequence that made it. Sources: xterm's ctlseqs, DEC STD 070, and for some settings the one
// terminal that has them, which is named there.
import { MAX_PUSHED } from './mode-state.ts';
import type { ModeState } from './mode-state.ts';

type Settings = Pick<ModeState, 'settings' | 'pushed' | 'fallbackResets'>;

/** Settings are few; this bounds those whose names the program chooses. */
const MAX_SETTINGS = 256;

const osc = (text: string): string => `\x1b]${text}\x1b\\`;

function put({ settings }: Settings, undo: string, made: string, usual: boolean): void {
  settings.delete(undo);
  if (!usual && settings.size < MAX_SETTINGS) settings.set(undo, made);
}

/** Notes a push on a stack of the terminal's, and the sequence that pops it. */
function push({ pushed }: Settings, pop: string, made: string): void {
  const stack = pushed.get(pop) ?? [];
  if (stack.length >= MAX_PUSHED) stack.shift();
  stack.push(made);
  pushed.set(pop, stack);
}

function pop({ pushed }: Settings, pop: string): void {
  const stack = pushed.get(pop);
  stack?.pop();
  if (stack?.length === 0) pushed.delete(pop);
}

/** DECSCL: xterm begins as a VT420. */
const XTERM_LEVEL = '\x1b[64;1"p';

/**
 * By prefix, intermediate and final byte: the sequence that undoes it, and the parameters that undo
 * it too.
 */
const CSI = new Map<string, readonly [undo: string, usual: readonly number[]]>([
  ['*x', ['\x1b[*x', [0, 1]]], // DECSACE
  ['$}', ['\x1b[0$}', [0]]], // DECSASD: output goes to the status line
  ['$~', ['\x1b[0$~', [0]]], // DECSSDT: the status line
  ['>p', ['\x1b[>1p', [1]]], // XTSMPOINTER
  ['?c', ['\x1b[?0c', [0]]], // the Linux console's cursor
  ['"p', [XTERM_LEVEL, []]],
]);

export const POP_ATTRIBUTES = '\x1b[#}';

/** A CSI sequence, by prefix, intermediate and final byte. */
export function csiSetting(state: Settings, name: string, params: readonly number[]): void {
  const first = params[0] ?? 0;
  const made = (): string => {
    const [, prefix = '', rest = ''] = /^([<=>?]?)(.*)$/.exec(name) ?? [];
    return `\x1b[${prefix}${params.join(';')}${rest}`;
  };
  const row = CSI.get(name);
  if (row) return put(state, row[0], made(), params.length === 0 || row[1].includes(first));
  switch (name) {
    case '>f': // XTFMTKEYS, by resource; without a value it goes back to what the terminal began with
      return put(state, `\x1b[>${first}f`, made(), params.length < 2);
    case '>t': // XTSMTITLE
    case '>T': // XTRMTITLE
      for (const feature of params) put(state, `\x1b[>${feature}T`, `\x1b[>${feature}t`, name === '>T');
      return;
    case '#{': // XTPUSHSGR
    case '#p':
      return push(state, POP_ATTRIBUTES, made());
    case '#}': // XTPOPSGR
    case '#q':
      return pop(state, POP_ATTRIBUTES);
    default:
  }
}

/**
 * ESC sequences with and without an intermediate byte: what undoes each, and true if the sequence
 * itself is the default.
 */
const ESCAPES = new Map<string, readonly [undo: string, usual: boolean]>([
  [' G', ['\x1b F', false]], // S8C1T: reports come with 8-bit controls
  [' F', ['\x1b F', true]], // S7C1T
  ['%@', ['\x1b%G', false]], // ISO 2022: no UTF-8
  ['%G', ['\x1b%G', true]],
  ['%8', ['\x1b%G', true]],
  ['~', ['\x1b}', false]], // LS1R
  ['|', ['\x1b}', false]], // LS3R
  ['}', ['\x1b}', true]], // LS2R: the default of a VT220
]);

export function escapeSetting(state: Settings, name: string): void {
  const row = ESCAPES.get(name);
  if (row) put(state, row[0], `\x1b${name}`, row[1]);
}

/** DECSCL resets other modes: it comes first. */
const FIRST_ENTERED = new Set([XTERM_LEVEL]);
/** These change how text is taken, and come after everything that is printed. */
const LAST_ENTERED = new Set(['\x1b%G', '\x1b[0$}']);

/**
 * iTerm2's OSC 1337 and 50 (and Konsole's 50): keys, and the values that they have at the start.
 */
const KEYS = new Map([
  ['CursorShape', '0'],
  ['BlinkingCursorEnabled', '0'],
  ['HighlightCursorLine', 'no'],
  ['SetBadgeFormat', ''],
]);

/**
 * Marks of shell integration (OSC 133) after which the terminal takes text for a prompt or for
 * typed input.
 */
const PROMPT = /^[ABIPN]/;

/** An operating system command that is neither a title, a colour nor a hyperlink. */
export function oscSetting(state: Settings, number: number, text: string): void {
  const made = osc(`${number};${text}`);
  switch (number) {
    case 6: // iTerm2's colour of a tab
      if (text.startsWith('1;bg;')) put(state, osc('6;1;bg;*;default'), made, text.startsWith('1;bg;*'));
      return;
    case 7: // the working folder: undone, the terminal asks the shell's process, as before it was told
      return put(state, osc('7;'), made, text === '');
    case 9: // ConEmu's progress
      if (text.startsWith('4;')) put(state, osc('9;4;0'), made, text.startsWith('4;0'));
      return;
    case 21: // kitty's colours by name
      return setNamedColours(state, text);
    case 22:
      return setPointer(state, text);
    case 50:
    case 1337:
      return setKeys(state, number, text);
    case 133: // what is drawn after an attach has no marks: they are not made again
      return put(state, osc('133;C'), '', !PROMPT.test(text));
    case 30001: // kitty's stack of colours
      return push(state, osc('30101'), osc('30001'));
    case 30101:
      return pop(state, osc('30101'));
    default:
  }
}

/** kitty: `key=colour` sets, a key alone puts it back, `key=?` asks. */
function setNamedColours(state: Settings, text: string): void {
  for (const part of text.split(';')) {
    const [, key = '', colour] = /^([\w]{1,64})(?:=(.*))?$/.exec(part) ?? [];
    if (key !== '' && colour !== '?') put(state, osc(`21;${key}`), osc(`21;${part}`), colour === undefined);
  }
}

const POINTER = osc('22;');
const POP_POINTER = osc('22;<');
const PUSH_POINTER = '\x1b]22;>';

/** The mouse pointer's shape: xterm sets it, kitty has a stack of shapes. */
function setPointer(state: Settings, text: string): void {
  const { settings, pushed, fallbackResets } = state;
  if (text.startsWith('>')) {
    const below = settings.get(POINTER) ?? '';
    if (below !== '') fallbackResets.add(POINTER);
    settings.delete(POINTER);
    push(state, POP_POINTER, below + osc(`22;${text}`));
  } else if (text.startsWith('<')) {
    const top = pushed.get(POP_POINTER)?.at(-1) ?? '';
    const below = top.slice(0, Math.max(0, top.lastIndexOf(PUSH_POINTER)));
    pop(state, POP_POINTER);
    put(state, POINTER, below, below === '');
  } else if (!text.startsWith('?')) {
    put(state, POINTER, osc(`22;${text}`), text === '' || text === '=');
  }
}

function setKeys(state: Settings, number: number, text: string): void {
  for (const part of text.split(';')) {
    const [, key = '', value] = /^(\w+)=(.*)$/.exec(part) ?? [];
    const usual = KEYS.get(key);
    if (usual !== undefined)
      put(state, osc(`${number};${key}=${usual}`), osc(`${number};${part}`), value === usual);
  }
}

/** Synchronised output by DCS, from before it had a mode: never begun in another terminal. */
export function dcsSetting(state: Settings, text: string): void {
  if (text === '=1s' || text === '=2s') put(state, '\x1bP=2s\x1b\\', '', text === '=2s');
}

/** Undoes all settings. */
export function undoSettings({ settings, pushed }: Settings): string {
  const pops = Array.from(pushed, ([pop, stack]) => pop.repeat(stack.length)); // each undone by as many pops
  return pops.join('') + [...settings.keys()].reverse().join('');
}

const enter = ({ settings }: Settings, which: (undo: string) => boolean): string =>
  Array.from(settings, ([undo, made]) => (which(undo) ? made : '')).join('');

export const enterFirstSettings = (state: Settings): string =>
  enter(state, (undo) => FIRST_ENTERED.has(undo));

/** Makes them in a fresh terminal, but for the first and the last. */
export function enterSettings(state: Settings): string {
  const pushed = [...state.pushed.values()].flat().join('');
  return pushed + enter(state, (undo) => !FIRST_ENTERED.has(undo) && !LAST_ENTERED.has(undo));
}

export const enterLastSettings = (state: Settings): string => enter(state, (undo) => LAST_ENTERED.has(undo));
