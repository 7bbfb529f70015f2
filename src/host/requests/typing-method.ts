// Typing into a session.
import type { SessionStats } from '../life/session-stats.ts';
import { paceOf } from '../clients/reader-backpressure.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './host-context.ts';

const MOUSE_TRACKING: readonly number[] = [9, 1000, 1002, 1003];
const MOUSE_ENCODINGS: readonly number[] = [1005, 1006, 1015, 1016];

/** The one of some modes that was set last, which is in force; 0 for none. */
const lastSet = (modes: ReadonlyMap<number, boolean>, group: readonly number[]): number =>
  [...modes].findLast(([mode, on]) => on && group.includes(mode))?.[0] ?? 0;

/**
 * The modes that change what keys, pastes and the mouse send: DECCKM, DECBKM, LNM, XTMODKEYS 4,
 * kitty's flags, 2004, and those of the mouse.
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

/** Takes back what the terminal has not taken yet of what this client has typed. */
export function withdraw({ session, from, reply }: Asked<'input'>): void {
  reply({ bytes: session.input.withdraw(from) });
}

/**
 * Takes away what stands at a shell's prompt: C-e, C-u, after a space, as C-u of an empty line
 * rings the bell.
 */
const CLEAR = Buffer.from(' \x05\x15');

/**
 * What to type in front of a command line.
 * @throws Refusal no-shell, shell-busy
 */
function beforeLine({ shell }: SessionStats): Uint8Array {
  if (!shell.isKnown) throw new Refusal('no-shell');
  if (!shell.isAtPrompt) throw new Refusal('shell-busy');
  return shell.hasTyped ? CLEAR : Buffer.alloc(0);
}

/**
 * Types, and replies in the moment in which the terminal takes the last of it: what the program
 * answers comes later. With `pace` the program then waits for this client to follow the output, as
 * for one that follows already and takes nothing.
 */
export function type({
  session,
  params,
  from,
  reply,
}: Asked<'stats' | 'input' | 'output' | 'checkpoints'>): void {
  const { bytes, prompt = false, pace = false } = params;
  if (!(bytes instanceof Uint8Array) || typeof prompt !== 'boolean' || typeof pace !== 'boolean')
    throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  const before = prompt ? beforeLine(session.stats) : Buffer.alloc(0);
  session.stats.typed();
  if (prompt) session.stats.shell.lineTyped();
  session.stats.typedLines.add(session.stats.output, bytes);
  session.input.add(from, Buffer.concat([before, bytes]));
  session.input.whenTaken(from, () => {
    session.checkpoints.mark();
    if (pace) paceOf(session.output.flow, from).behind(Infinity);
    reply({ output: session.stats.output });
  });
}
