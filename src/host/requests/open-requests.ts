// Requests that are answered later. Invariant: a connection, and all of them together, have only a
// limited number of open requests.
import { OPEN_REQUESTS, OPEN_REQUESTS_OF_ALL } from '../../base/limits/limits.ts';
import type { Connection } from '../clients/connection.ts';
import { Refusal } from './refusal.ts';

const open = new Map<Connection, number>();
let all = 0;

/**
 * Opens a request of this client.
 * @param gone called if the client leaves before the answer
 * @returns a function to call when the request is answered
 * @throws Refusal too-many
 */
export function openRequest(from: Connection, gone: () => void): () => void {
  const own = open.get(from) ?? 0;
  if (own >= OPEN_REQUESTS || all >= OPEN_REQUESTS_OF_ALL) throw new Refusal('too-many');
  open.set(from, own + 1);
  all++;
  const answered = (): void => {
    forget();
    const left = (open.get(from) ?? 1) - 1;
    if (left > 0) open.set(from, left);
    else open.delete(from);
    all--;
  };
  const forget = from.whenGone(() => {
    answered();
    gone();
  });
  return answered;
}
