// What a session is, and who is attached to it.
import { STATUS_COMMAND_CHARACTERS } from '../../base/limits.ts';
import type { Connection } from '../connection.ts';
import { Refusal } from '../request.ts';
import type { Asked, Session } from '../request.ts';

/** What `clients` tells of each attached client. */
function describe(client: Connection, leader: number | undefined): Record<string, unknown> {
  const { size, within, readonly = false } = client.attached ?? { size: undefined, within: '' };
  const leads = client.id === leader;
  return { id: client.id, cols: size?.cols, rows: size?.rows, leads, readonly, within };
}

export function attachedTo({ connections, output }: Session): unknown {
  const attached = [...connections.values()].filter((client) => client.attached);
  return attached.map((client) => describe(client, output.flow.leader?.id));
}

/** The command as far as a reply has room for it. */
export function shown(command: readonly string[]): string[] {
  let room = STATUS_COMMAND_CHARACTERS;
  const out: string[] = [];
  for (const argument of command) {
    if (room <= 0) break;
    out.push(argument.slice(0, room));
    room -= argument.length + 1;
  }
  return out;
}

/** Reads what the session has at hand: no byte of the screen is parsed for it. */
export function status({ session, reply }: Asked): void {
  const { order, pid, record, window } = session;
  const { cols, rows } = window.size;
  reply({
    command: shown(order.command),
    pid,
    host: process.pid,
    created: record.created,
    activity: record.activity,
    cols,
    rows,
    output: record.output,
    memory: process.memoryUsage.rss(),
    clients: attachedTo(session),
  });
}

/** Ends the clients of these numbers, or all, and tells which. */
export function detach({ session, params, from, reply }: Asked): void {
  const wanted = params['clients'];
  if (wanted !== undefined && !Array.isArray(wanted)) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  const all = [...session.connections.values()].filter((client) => client.attached && client !== from);
  const ending = wanted ? all.filter(({ id }) => wanted.includes(id)) : all;
  for (const client of ending) session.detach(client);
  reply(ending.map(({ id }) => id));
}
