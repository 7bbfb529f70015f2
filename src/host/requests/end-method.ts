// Ends the session in the same order as a SIGTERM to its host.
import { Refusal } from './refusal.ts';
import type { Asked } from './host-context.ts';

/** Replies once every process of the session was sent SIGHUP. SIGKILL for the rest follows. */
export function end({ session, from, reply }: Asked<'terminate'>): void {
  if (from.attached?.readonly) throw new Refusal('read-only');
  session.terminate();
  reply({});
}
