// Answers to clients' requests: one entry for each method.
import type { Reply, Request } from '../../protocol/message.ts';
import type { Connection } from './connection.ts';

/** What `clients` tells of each attached client. */
function describe(client: Connection, leader: number | undefined): Record<string, unknown> {
  const { size, within, readonly = false } = client.attached ?? { size: undefined, within: '' };
  const leads = client.id === leader;
  return { id: client.id, cols: size?.cols, rows: size?.rows, leads, readonly, within };
}

/** The reply to a request; its error is `unknown-method` for one that this version does not have. */
export function answer(request: Request, all: Iterable<Connection>, leader: number | undefined): Reply {
  const { id, method } = request;
  if (method !== 'clients') return { type: 'reply', id, result: undefined, error: 'unknown-method' };
  const attached = [...all].filter((client) => client.attached);
  return { type: 'reply', id, result: attached.map((client) => describe(client, leader)), error: '' };
}
