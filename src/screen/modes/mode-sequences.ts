// The control sequences that undo a state of modes, or put a fresh terminal into it.
import { enterColours, undoColours } from './mode-colours.ts';
import { CLOSE_LINK, enterCharsets, enterSaved, isDirty, leaveCharsets, undoSaved } from './mode-cursor.ts';
import { popKeyboard, pushKeyboard } from './mode-keyboard.ts';
import { COLUMNS_BACK, enterSavedModes, privateMode } from './mode-private.ts';
import { DEFAULT_STYLE, WHOLE_SCREEN } from './mode-reset.ts';
import {
  POP_ATTRIBUTES,
  enterFirstSettings,
  enterLastSettings,
  enterSettings,
  undoSettings,
} from './mode-settings.ts';
import { PRIVATE_ON, screenOf, ORIGIN } from './mode-state.ts';
import type { ModeState } from './mode-state.ts';
import { enterTitles, undoTitles } from './mode-titles.ts';

/** Columns between the tab stops that a terminal begins with. */
const TAB = 8;

/** SGR without attributes. */
const PLAIN = '\x1b[m';

const INSERT = 4;
const COLUMNS = 3;
const WRAP = 7;
const BLINK = 12;
const CURSOR = 25;
const SYNCHRONISED = 2026;
const VT52 = 2;

/** Leaving origin mode takes the cursor home, and so does another width. */
const ORIGIN_OFF = '\x1b[?6l';

/** Returns true if undoing the state moves the primary screen's cursor. */
export function undoMoves({ privateModes, fallbackResets, alternate, saved }: ModeState): boolean {
  // Leaving the alternate screen with 1049 brings it back.
  const homed = alternate === 1049 ? saved[0].origin : privateModes.has(ORIGIN) || privateModes.has(COLUMNS);
  return homed || fallbackResets.has(ORIGIN_OFF) || fallbackResets.has(COLUMNS_BACK);
}

/**
 * The state, plus everything that a program sets and resets with each screen that it draws. Undoing
 * a mode that is not set has no effect, and the sequences are the same wherever the output is cut.
 */
export function anywhere(state: Readonly<ModeState>): ModeState {
  const privateModes = new Map([
    [SYNCHRONISED, true],
    [CURSOR, false],
  ]);
  for (const [mode, on] of state.privateModes) if (!privateModes.has(mode)) privateModes.set(mode, on);
  return { ...state, privateModes, attributes: true };
}

/**
 * The sequences that undo exactly what the state holds, in an order in which each still has its
 * effect: the last change is undone first.
 * @param cols of the terminal
 * @param restoreModes restores private modes that the terminal has saved
 */
export function undoSequence(state: ModeState, cols: number, restoreModes = ''): string {
  const out = [state.privateModes.has(VT52) ? privateMode(VT52, true) : '', undoSettings(state)];
  out.push(undoPrinting(state));
  for (const [mode, on] of [...state.ansiModes].reverse()) out.push(`\x1b[${mode}${on ? 'l' : 'h'}`);
  out.push(undoPrivate(state), leaveAlternate(state, cols));
  const { cursorStyle, privateModes, fallbackResets } = state;
  if (cursorStyle || privateModes.has(BLINK) || fallbackResets.has(DEFAULT_STYLE)) out.push(DEFAULT_STYLE);
  out.push(restoreModes, undoModifiers(state), undoColours(state));
  const done = new Set(out).add(WHOLE_SCREEN); // it saves the cursor: after everything else
  done.delete(PLAIN); // leaving the alternate screen may have brought attributes back
  for (const doubt of state.fallbackResets) if (!done.has(doubt)) out.push(doubt);
  out.push(undoScreen(state, 0, cols), undoTitles(state));
  return out.join('');
}

/** Undoes what changes how text is printed: hyperlink, protection, character sets, attributes. */
function undoPrinting(state: ModeState): string {
  const link = state.link === '' ? '' : CLOSE_LINK;
  const protection = state.protectedArea ? '\x1b["q' : '';
  const attributes = state.attributes || state.pushed.has(POP_ATTRIBUTES);
  return link + protection + leaveCharsets(state.charsets) + (attributes ? '\x1b[m' : '');
}

/** Back to the primary screen, if the alternate one is shown. */
function leaveAlternate(state: ModeState, cols: number): string {
  const { alternate, keyboards, saved } = state;
  const there = undoScreen(state, 1, cols);
  if (alternate !== 0) {
    // Leaving with 1049 restores the cursor that was saved on entering (DECRC).
    return `${there}\x1b[?${alternate}l${alternate === 1049 ? undoSaved(saved[0]) : ''}`;
  }
  // Keyboard flags left on the hidden screen would stay there for the next program.
  return popKeyboard(keyboards[1]) === '' ? '' : `\x1b[?1049h${there}\x1b[?1049l`;
}

/** Undoes what each screen has of its own: keyboard, scroll region, tab stops, saved cursor. */
function undoScreen(state: ModeState, screen: 0 | 1, cols: number): string {
  const { keyboards, regions, tabs, saved, fallbackResets } = state;
  const set = (regions[screen]?.length ?? 0) > 0 || fallbackResets.has(WHOLE_SCREEN);
  const whole = set ? WHOLE_SCREEN : '';
  const stops = tabs[screen] ? undoTabs(cols) : '';
  // The alternate screen's is saved anew by whoever uses it.
  const dirty = screen === 0 && isDirty(saved[0], state);
  const cursor = dirty && whole + stops === '' ? '\x1b7' : '';
  return popKeyboard(keyboards[screen]) + whole + stops + cursor;
}

/**
 * Restores default tab stops, as a terminal cannot be asked for its own. The last sequence is
 * DECST8C, which few terminals know, and which lets the terminal decide if the first column has a
 * stop.
 */
function undoTabs(cols: number): string {
  const stops = Array.from(
    { length: Math.max(0, Math.ceil(cols / TAB) - 1) },
    (_, index) => `\x1b[${(index + 1) * TAB + 1}G\x1bH`,
  );
  return `\x1b7\x1b[3g${stops.join('')}\x1b[?5W\x1b8`;
}

function undoPrivate({ privateModes, fallbackResets }: ModeState): string {
  // While another width is not allowed any longer (40) it is not left either.
  const skipped = (mode: number): boolean =>
    mode === VT52 || (mode === COLUMNS && fallbackResets.has(COLUMNS_BACK));
  const modes = [...privateModes.keys()].reverse().filter((mode) => !skipped(mode));
  return modes.map((mode) => privateMode(mode, PRIVATE_ON.has(mode))).join('');
}

/** Attributes come after it: terminals that do not know `CSI > m` take it for SGR. */
function undoModifiers({ modifiers }: ModeState): string {
  const resets = Array.from(modifiers.keys(), (resource) => `\x1b[>${resource}m`).join('');
  return resets === '' ? '' : `${resets}\x1b[m`;
}

/**
 * The sequences that put a fresh terminal into the state, except for the screen and its attributes.
 */
export function enterSequence(state: ModeState): string {
  const [primary, alternate] = state.regions.map((region) =>
    region ? `\x1b7\x1b[${region.join(';')}r\x1b8` : '',
  );
  return [
    enterFirst(state),
    enterPrimary(state),
    primary,
    enterAlternate(state),
    screenOf(state) === 1 ? alternate : '',
    enterModes(state),
    enterPrinting(state),
    state.link === '' ? '' : `\x1b]8;${state.link}\x1b\\`,
    enterLast(state),
  ].join('');
}

/** Sequences that reset other modes, and so come first. */
export const enterFirst = (state: ModeState): string => enterFirstSettings(state);

/** The keyboard of the primary screen, and of the other one while that is not shown. */
export function enterPrimary({ alternate, keyboards: [primary, other] }: ModeState): string {
  const hidden = alternate === 0 ? pushKeyboard(other) : '';
  return (hidden === '' ? '' : `\x1b[?1049h${hidden}\x1b[?1049l`) + pushKeyboard(primary);
}

/**
 * Enters the alternate screen, if it is shown, with its keyboard. Switching with 1049 saves the
 * cursor. With the older numbers the program saved it, or it was not saved.
 * @param placed takes the cursor to the place that the primary screen has saved; without it nothing
 *   is saved by itself
 */
export function enterAlternate({ alternate, keyboards, saved: [saved] }: ModeState, placed?: string): string {
  if (alternate === 0) return '';
  const keyboard = pushKeyboard(keyboards[1]);
  if (alternate === 1049) return enterSaved(saved, placed ?? '', '\x1b[?1049h') + keyboard;
  return `${placed === undefined ? '' : enterSaved(saved, placed)}\x1b[?${alternate}h${keyboard}`;
}

/** Modes that change how text is printed come after the drawn text (enterPrinting). */
const AFTER_DRAWING = new Set([WRAP, VT52]);
/**
 * Modes that no terminal is put into: a width that is the terminal's own, an update that a program
 * else has begun.
 */
const NOT_ENTERED = new Set([COLUMNS, SYNCHRONISED]);

/** All other modes. */
export function enterModes(state: ModeState): string {
  // Colours first: xterm swaps those of text and background while the screen is reversed (5).
  const out: string[] = [enterSavedModes(state), enterColours(state)];
  const style = state.cursorStyle === undefined ? '' : `\x1b[${state.cursorStyle} q`;
  if (!state.styleIsLast) out.push(style);
  for (const [mode, on] of state.ansiModes) if (mode !== INSERT) out.push(`\x1b[${mode}${on ? 'h' : 'l'}`);
  for (const [mode, on] of state.privateModes) {
    if (!AFTER_DRAWING.has(mode) && !NOT_ENTERED.has(mode)) out.push(privateMode(mode, on));
  }
  if (state.margins) out.push(`\x1b[${state.margins.join(';')}s`);
  out.push(enterTitles(state), enterSettings(state));
  if (state.styleIsLast) out.push(style);
  for (const [resource, value] of state.modifiers) out.push(value ? `\x1b[>${value}m` : `\x1b[>${resource}n`);
  return out.join('');
}

/** Insert mode, wrapping, protection, character sets. */
export function enterPrinting(state: ModeState): string {
  const out: string[] = [];
  if (state.ansiModes.has(INSERT)) out.push('\x1b[4h');
  if (state.privateModes.has(WRAP)) out.push('\x1b[?7l');
  if (state.protectedArea) out.push('\x1b[1"q');
  out.push(enterCharsets(state.charsets));
  return out.join('');
}

/**
 * Changes how everything that follows is taken: the VT52's mode, text other than UTF-8, the status
 * line.
 */
export function enterLast(state: ModeState): string {
  return enterLastSettings(state) + (state.privateModes.has(VT52) ? privateMode(VT52, false) : '');
}
