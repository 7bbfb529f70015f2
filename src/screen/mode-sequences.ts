// The control sequences that undo a state of modes, or put a fresh terminal into it.
import type { Keyboard, ModeState } from './mode-state.ts';

/** ESC sequences that designate G0 to G3, by their intermediate byte (ECMA-35). */
const DESIGNATE = ['(', ')', '*', '+'] as const;

/** The sequences that undo exactly what the state holds, in an order in which each still has its effect. */
export function undoSequence(state: ModeState): string {
  const out: string[] = [];
  if (state.link) out.push('\x1b]8;;\x1b\\');
  if (state.shift !== '') out.push('\x0f');
  for (const set of state.charsets.keys()) out.push(`\x1b${DESIGNATE[set] ?? ''}B`);
  if (state.attributes) out.push('\x1b[m');
  if (state.protectedArea) out.push('\x1b["q');
  out.push(undoScreen(state));
  for (const [mode, on] of state.ansiModes) out.push(`\x1b[${mode}${on ? 'l' : 'h'}`);
  for (const [mode, on] of state.privateModes) out.push(`\x1b[?${mode}${on ? 'l' : 'h'}`);
  if (state.keypad) out.push('\x1b>');
  if (state.cursorStyle !== 0) out.push('\x1b[0 q');
  for (const resource of state.modifiers.keys()) out.push(`\x1b[>${resource}m`);
  if (state.palette) out.push('\x1b]104\x1b\\');
  for (const colour of state.colours) out.push(`\x1b]${colour + 100}\x1b\\`);
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
  const out: string[] = [pushKeyboard(state.keyboards[0])];
  if (state.alternate !== 0) out.push(`\x1b[?${state.alternate}h`, pushKeyboard(state.keyboards[1]));
  for (const [mode, on] of state.ansiModes) out.push(`\x1b[${mode}${on ? 'h' : 'l'}`);
  for (const [mode, on] of state.privateModes) out.push(`\x1b[?${mode}${on ? 'h' : 'l'}`);
  if (state.region) out.push(`\x1b7\x1b[${state.region.join(';')}r\x1b8`);
  if (state.keypad) out.push('\x1b=');
  if (state.cursorStyle !== 0) out.push(`\x1b[${state.cursorStyle} q`);
  for (const set of state.charsets.values()) out.push(`\x1b${set}`);
  out.push(state.shift);
  for (const [resource, value] of state.modifiers) out.push(value ? `\x1b[>${value}m` : `\x1b[>${resource}n`);
  return out.join('');
}
