// Telling a client what happens in the session.
import type { Connection } from '../clients/connection.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './host-context.ts';
import { Subscription } from '../clients/subscription.ts';

/** Those who are told. */
const told = new WeakSet<Connection>();

/**
 * Replies with each event, until the end. Of one connection once: every further time would cost the
 * host the same again.
 */
export function events({ session, from, reply }: Asked<'stats' | 'output' | 'followers'>): void {
  if (told.has(from)) throw new Refusal('told-already');
  told.add(from);
  new Subscription(session, from, reply);
}
