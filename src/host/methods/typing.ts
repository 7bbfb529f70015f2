// Typing into a session.
import { Refusal } from '../request.ts';
import type { Asked } from '../request.ts';

/** The modes that change what keys and pastes send: DECCKM, DECBKM, LNM, XTMODKEYS 4, kitty's flags, 2004. */
export function keyboard({ session, reply }: Asked): void {
  const { privateModes, ansiModes, modifiers, keyboards, alternate } = session.output.screen.modes;
  reply({
    cursor: privateModes.get(1) ?? false,
    backspace: privateModes.get(67) ?? false,
    newline: ansiModes.get(20) ?? false,
    other: Number(modifiers.get(4)?.split(';')[1] ?? 0),
    kitty: keyboards[alternate === 0 ? 0 : 1].flags,
    paste: privateModes.get(2004) ?? false,
  });
}

/** Takes back what the terminal has not taken yet of what this client has typed. */
export function withdraw({ session, from, reply }: Asked): void {
  reply({ bytes: session.input.withdraw(from) });
}

/** Types, and replies in the moment in which the terminal takes the last of it: what the program answers comes later. */
export function type({ session, params, from, reply }: Asked): void {
  const { bytes } = params;
  if (!(bytes instanceof Uint8Array)) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  session.record.typed();
  session.input.add(from, bytes);
  session.input.whenTaken(from, () => {
    session.checkpoints.mark();
    reply({ output: session.record.output });
  });
}
