// The control sequences that undo a state of modes, or put a fresh terminal into it.
import { enterColours, undoColours } from './mode-colours.ts';
import type { Charsets, Keyboard, ModeState } from './mode-state.ts';

/** ESC sequences that designate G0 to G3, by their intermediate byte (ECMA-35). */
const DESIGNATE = ['(', ')', '*', '+'] as const;

/** The sequences that undo exactly what the state holds, in an order in which each still has its effect. */
export function undoSequence(state: ModeState): string {
  const out: string[] = [];
  if (state.link) out.push('\x1b]8;;\x1b\\');
  if (state.protectedArea) out.push('\x1b["q');
  out.push(undoScreen(state));
  // Leaving the alternate screen with 1049 brings back what was saved when it was entered (DECRC).
  const saved = state.alternate === 1049 ? state.savedCharsets[0] : undefined;
  out.push(leaveCharsets(state.charsets), saved ? leaveCharsets(saved) : '');
  if (state.attributes || saved?.attributes) out.push('\x1b[m');
  for (const [mode, on] of state.ansiModes) out.push(`\x1b[${mode}${on ? 'l' : 'h'}`);
  for (const [mode, on] of state.privateModes) out.push(`\x1b[?${mode}${on ? 'l' : 'h'}`);
  if (state.keypad) out.push('\x1b>');
  if (state.cursorStyle !== 0) out.push('\x1b[0 q');
  for (const resource of state.modifiers.keys()) out.push(`\x1b[>${resource}m`);
  out.push(undoColours(state));
  if (state.progress) out.push('\x1b]9;4;0\x1b\\');
  out.push('\x1b[23;0t'.repeat(state.titleDepth));
  return out.join('');
}

/** The keyboards of both screens, the scroll region, and back to the primary screen. */
function undoScreen({ keyboards, alternate, region }: ModeState): string {
  // DECSTBM takes the cursor home: saved and restored around it.
  const whole = region ? '\x1b7\x1b[r\x1b8' : '';
  if (alternate === 0) return whole + popKeyboard(keyboards[0]);
  return `${popKeyboard(keyboards[1])}${whole}\x1b[?${alternate}l${popKeyboard(keyboards[0])}`;
}

function popKeyboard({ stack, flags }: Keyboard): string {
  const pops = stack.length > 0 ? `\x1b[<${stack.length}u` : '';
  return (stack[0] ?? flags) === 0 ? pops : `${pops}\x1b[=0u`;
}

function pushKeyboard({ stack, flags }: Keyboard): string {
  const [base, ...pushed] = [...stack, flags];
  return (base === 0 ? '' : `\x1b[=${base}u`) + pushed.map((set) => `\x1b[>${set}u`).join('');
}

/** The sequences that put a fresh terminal into the state, but for what is on the screen and its attributes. */
export function enterSequence(state: ModeState): string {
  const region = state.region ? `\x1b7\x1b[${state.region.join(';')}r\x1b8` : '';
  return [enterPrimary(state), enterAlternate(state), region, enterModes(state), enterPrinting(state)].join(
    '',
  );
}

/** The keyboard of the primary screen. */
export function enterPrimary({ keyboards }: ModeState): string {
  return pushKeyboard(keyboards[0]);
}

/** The alternate screen, where it is shown, and its keyboard. */
export function enterAlternate({ alternate, keyboards, savedCharsets: [saved] }: ModeState): string {
  if (alternate === 0) return '';
  // Switching with 1049 saves the character sets in force, as it did for the program.
  const [before, behind] = alternate === 1049 ? [enterCharsets(saved), leaveCharsets(saved)] : ['', ''];
  return `${before}\x1b[?${alternate}h${behind}${pushKeyboard(keyboards[1])}`;
}

/** Modes that change how a text is printed: they come after what is drawn. Insert mode (IRM), and DECAWM. */
const INSERT = 4;
const WRAP = 7;

/** All other modes. */
export function enterModes(state: ModeState): string {
  const out: string[] = [];
  for (const [mode, on] of state.ansiModes) if (mode !== INSERT) out.push(`\x1b[${mode}${on ? 'h' : 'l'}`);
  for (const [mode, on] of state.privateModes) if (mode !== WRAP) out.push(`\x1b[?${mode}${on ? 'h' : 'l'}`);
  out.push(enterColours(state));
  if (state.keypad) out.push('\x1b=');
  if (state.cursorStyle !== 0) out.push(`\x1b[${state.cursorStyle} q`);
  for (const [resource, value] of state.modifiers) out.push(value ? `\x1b[>${value}m` : `\x1b[>${resource}n`);
  return out.join('');
}

/** Insert mode, wrapping, character sets. */
export function enterPrinting(state: ModeState): string {
  const out: string[] = [];
  if (state.ansiModes.has(INSERT)) out.push('\x1b[4h');
  if (state.privateModes.has(WRAP)) out.push('\x1b[?7l');
  out.push(enterCharsets(state.charsets));
  return out.join('');
}

export function enterCharsets({ sets, shift }: Charsets): string {
  return Array.from(sets.values(), (set) => `\x1b${set}`).join('') + shift;
}

export function leaveCharsets({ sets, shift }: Charsets): string {
  const ascii = Array.from(sets.keys(), (set) => `\x1b${DESIGNATE[set] ?? ''}B`).join('');
  return (shift === '' ? '' : '\x0f') + ascii;
}
