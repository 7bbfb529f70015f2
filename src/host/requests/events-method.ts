// Tells a client what happens in the session.
import type { Connection } from '../clients/connection.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './host-context.ts';
import { Subscription } from '../clients/subscription.ts';

/** Connections that receive events. */
const told = new WeakSet<Connection>();

/**
 * Replies with each event, until the end. A connection may ask only once, as every further
 * subscription would cost the host the same again.
 */
export function events({ session, from, reply }: Asked<'stats' | 'output' | 'followers'>): void {
  if (told.has(from)) throw new Refusal('told-already');
  told.add(from);
  new Subscription(session, from, reply);
}
