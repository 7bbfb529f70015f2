// DEC private modes but for the alternate screen: DECSET, DECRST, XTSAVE and XTRESTORE (xterm's
// ctlseqs).
import { KEYPAD, PRIVATE_ON } from './mode-state.ts';
import type { ModeState } from './mode-state.ts';

/** DECSET numbers that switch to the alternate screen; 1048 only saves the cursor (xterm). */
export const ALTERNATE = new Set([47, 1047, 1049]);
export const SAVE_CURSOR = 1048;

/**
 * DECCOLM back to 80 columns, which is taken only while it is allowed: once set, that may have been
 * left.
 */
export const COLUMNS_BACK = '\x1b[?40h\x1b[?3l\x1b[?40l';

const LEFT_RIGHT_MARGINS = 69;
const COLUMNS = 3;
const ALLOW_COLUMNS = 40;

/**
 * Groups of modes. In xterm and most others only the last setting of a group is in force, so that
 * resetting any mode resets all; elsewhere each mode is on its own. Settings are kept in order, and
 * repeated in order.
 */
const GROUPS = [
  [9, 1000, 1001, 1002, 1003],
  [1005, 1006, 1015, 1016],
  [66, KEYPAD],
];
const GROUP_OF = new Map(GROUPS.flatMap((group) => group.map((mode) => [mode, group] as const)));

/**
 * Modes that every terminal starts with as PRIVATE_ON says. Others are a user's preference (12, the
 * cursor's blinking; 1034 to 1039, what Alt sends), differ between terminals (1007, alternate
 * scroll, is on in VTE and off in xterm; 2027 is on in some), or are not known here. They are saved
 * in the terminal (XTSAVE) before they are changed.
 */
const KNOWN_START = new Set(
  [KEYPAD, 1, 2, 3, 5, 6, 7, 8, 9, 18, 19, 25, 40, 42, 45, 47, 66, 69, 95].concat(
    [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1045, 1047, 1048, 1049],
    [2004, 2026, 2031, 2048, 9001],
  ),
);

export const startIsKnown = (mode: number): boolean => KNOWN_START.has(mode);

/**
 * Modes are kept in the order in which they were set, as the later of two mouse modes is in force.
 */
export function setPrivate(state: ModeState, mode: number, on: boolean): void {
  const { privateModes } = state;
  if (mode === COLUMNS && privateModes.has(ALLOW_COLUMNS)) {
    if (on) state.fallbackResets.add(COLUMNS_BACK);
    else state.fallbackResets.delete(COLUMNS_BACK);
  }
  if (mode === LEFT_RIGHT_MARGINS && !on) state.margins = undefined;
  privateModes.delete(mode);
  const group = GROUP_OF.get(mode);
  const others = group?.some((other) => privateModes.get(other)) ?? false;
  if (on !== PRIVATE_ON.has(mode) || others || !startIsKnown(mode)) privateModes.set(mode, on);
  else if (group) for (const other of group) privateModes.delete(other);
}

const isOn = (state: ModeState, mode: number): boolean =>
  ALTERNATE.has(mode) ? state.alternate !== 0 : (state.privateModes.get(mode) ?? PRIVATE_ON.has(mode));

export function saveModes(state: ModeState, modes: readonly number[]): void {
  for (const mode of modes) state.savedModes.set(mode, isOn(state, mode));
}

/** The value that XTRESTORE gives the mode. A mode that was never saved gets its starting value. */
export function restoredMode(state: ModeState, mode: number): boolean {
  const on = state.savedModes.get(mode) ?? PRIVATE_ON.has(mode);
  // A terminal without XTRESTORE (tmux, the Linux console) has it as it was.
  if (on !== isOn(state, mode) && !ALTERNATE.has(mode))
    state.fallbackResets.add(privateMode(mode, PRIVATE_ON.has(mode)));
  return on;
}

/** Sets or resets a mode. DECANM is left with ESC <, as a VT52 knows no CSI. */
export function privateMode(mode: number, on: boolean): string {
  if (mode === KEYPAD) return on ? '\x1b=' : '\x1b>';
  if (mode === 2 && on) return '\x1b<';
  return `\x1b[?${mode}${on ? 'h' : 'l'}`;
}

/**
 * Makes a fresh terminal XTSAVE what the program has saved, without changing screens or their
 * widths.
 */
export function enterSavedModes({ savedModes }: ModeState): string {
  return Array.from(savedModes, ([mode, on]) => {
    if (ALTERNATE.has(mode) || mode === SAVE_CURSOR || mode === COLUMNS || mode === 2) return '';
    const usual = PRIVATE_ON.has(mode);
    const save = `\x1b[?${mode}s`;
    return on === usual ? save : `${privateMode(mode, on)}${save}${privateMode(mode, usual)}`;
  }).join('');
}
