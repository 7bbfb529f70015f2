// kitty's keyboard flags: a stack for each screen (kitty's keyboard protocol). xterm's
// modifyOtherKeys and its like.
import { MAX_PUSHED } from './mode-state.ts';
import type { Keyboard } from './mode-state.ts';

/** `CSI > flags u` pushes, `CSI < count u` pops, `CSI = flags ; how u` changes those in force. */
export function setKeyboard(keyboard: Keyboard, prefix: string, params: readonly number[]): void {
  const first = params[0] ?? 0;
  if (prefix === '>') {
    if (keyboard.stack.length >= MAX_PUSHED) keyboard.stack.shift();
    keyboard.stack.push(keyboard.flags);
    keyboard.flags = first;
  } else if (prefix === '<') {
    const count = Math.max(1, first);
    if (count > keyboard.stack.length)
      keyboard.flags = 0; // kitty: an empty stack has no flags
    else keyboard.flags = keyboard.stack.at(-count) ?? 0;
    keyboard.stack.length = Math.max(0, keyboard.stack.length - count);
  } else {
    const how = params[1] ?? 1;
    keyboard.flags = how === 2 ? keyboard.flags | first : how === 3 ? keyboard.flags & ~first : first;
  }
}

/** XTMODKEYS, `CSI > Pp ; Pv m` and `CSI > Pp n`: the state's modifiers by resource. */
export function setModifiers(modifiers: Map<number, string>, final: string, params: readonly number[]): void {
  const first = params[0] ?? 0;
  if (final === 'n')
    modifiers.set(params.length > 0 ? first : 2, ''); // off: a change too, undone in the same way
  else if (params.length > 1) modifiers.set(first, params.slice(0, 2).join(';'));
  else if (params.length === 1)
    modifiers.delete(first); // back to the terminal's default
  else modifiers.clear();
}

export function popKeyboard({ stack, flags }: Keyboard): string {
  const pops = stack.length > 0 ? `\x1b[<${stack.length}u` : '';
  return (stack[0] ?? flags) === 0 ? pops : `${pops}\x1b[=0u`;
}

export function pushKeyboard({ stack, flags }: Keyboard): string {
  const [base, ...pushed] = [...stack, flags];
  return (base === 0 ? '' : `\x1b[=${base}u`) + pushed.map((set) => `\x1b[>${set}u`).join('');
}
