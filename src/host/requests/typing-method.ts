// Typing into a session.
import { LINE_CANCEL_MS } from '../../base/limits/typed-limits.ts';
import type { Connection } from '../clients/connection.ts';
import { paceOf } from '../clients/reader-backpressure.ts';
import { Refusal } from './refusal.ts';
import type { Asked, HostContext } from './host-context.ts';

type Typing = Pick<HostContext, 'stats' | 'input' | 'output' | 'checkpoints'>;

const MOUSE_TRACKING: readonly number[] = [9, 1000, 1002, 1003];
const MOUSE_ENCODINGS: readonly number[] = [1005, 1006, 1015, 1016];

/** Returns the mode in force of a group, which is the one that was set last; 0 for none. */
const lastSet = (modes: ReadonlyMap<number, boolean>, group: readonly number[]): number =>
  [...modes].findLast(([mode, on]) => on && group.includes(mode))?.[0] ?? 0;

/**
 * The modes that change what keys, pastes and the mouse send: DECCKM, DECBKM, LNM, XTMODKEYS 4,
 * kitty's flags, 2004, and the mouse modes.
 */
export function keyboard({ session, reply }: Asked<'ptySize' | 'output'>): void {
  const { cols, rows, xpixel = 0, ypixel = 0 } = session.ptySize.size;
  const { privateModes, ansiModes, modifiers, keyboards, alternate } = session.output.screen.modes;
  reply({
    cursor: privateModes.get(1) ?? false,
    backspace: privateModes.get(67) ?? false,
    newline: ansiModes.get(20) ?? false,
    other: Number(modifiers.get(4)?.split(';')[1] ?? 0),
    kitty: keyboards[alternate === 0 ? 0 : 1].flags,
    paste: privateModes.get(2004) ?? false,
    mouse: lastSet(privateModes, MOUSE_TRACKING),
    mouseEncoding: lastSet(privateModes, MOUSE_ENCODINGS),
    cellWidth: Math.floor(xpixel / cols),
    cellHeight: Math.floor(ypixel / rows),
  });
}

/** Takes back what this client has typed and the terminal has not taken yet. */
export function withdraw({ session, from, reply }: Asked<'input'>): void {
  reply({ bytes: session.input.withdraw(from) });
}

/** C-c, at which shells discard the text at their prompt, even if it has several lines. */
const CANCEL = Buffer.of(0x03);

/**
 * Waits until a shell is at an empty prompt; typed text is taken back. After a whole typed line its
 * command may be about to begin, which C-c would end.
 * @throws Refusal no-shell, shell-busy
 */
async function emptyPrompt({ stats, input }: Typing, from: Connection): Promise<void> {
  const { shell } = stats;
  if (!shell.isKnown) throw new Refusal('no-shell');
  if (!shell.isAtPrompt || shell.hasEntered) throw new Refusal('shell-busy');
  if (!shell.hasTyped) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      clearTimeout(late);
      unlisten();
      resolve();
    };
    const late = setTimeout(go, LINE_CANCEL_MS); // fish has nothing to cancel on an empty line
    const unlisten = shell.listen({ prompt: go });
    shell.cancelled();
    input.add(from, CANCEL);
  });
}

/**
 * Types, and replies at the moment at which the terminal takes the last byte: the program's answer
 * comes later. With `pace` the program then waits for this client to follow the output, as if it
 * followed already and read nothing.
 */
export async function type({ session, params, from, reply }: Asked<keyof Typing>): Promise<void> {
  const { bytes, prompt = false, pace = false, hidden = false } = params;
  if (!(bytes instanceof Uint8Array) || typeof prompt !== 'boolean' || typeof pace !== 'boolean')
    throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  if (prompt) await emptyPrompt(session, from);
  session.stats.typed(bytes);
  if (prompt) session.stats.shell.lineTyped();
  if (hidden !== true) session.stats.typedLines.add(session.stats.output, bytes);
  session.input.add(from, bytes);
  session.input.whenTaken(from, () => {
    session.checkpoints.mark();
    if (pace) paceOf(session.output.flow, from).behind(Infinity);
    reply({ output: session.stats.output });
  });
}
