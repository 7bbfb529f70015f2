// Reports the session's status and its attached clients.
import { STATUS_COMMAND_CHARACTERS } from '../../base/limits/limits.ts';
import { given, hello } from '../../../protocol/message.ts';
import type { Hello } from '../../../protocol/message.ts';
import type { Connection } from '../clients/connection.ts';
import type { Fields } from '../../base/fields.ts';
import { Refusal } from './refusal.ts';
import type { ShellState } from '../output/shell-state.ts';
import type { Asked, HostContext } from './host-context.ts';

/** The parts of the session that its status is read from. */
type StatusContext = Pick<
  HostContext,
  'order' | 'socket' | 'pty' | 'stats' | 'ptySize' | 'input' | 'connections' | 'output'
>;

/** What `clients` reports of each attached client. */
function describe(client: Connection, leader: number | undefined): Record<string, unknown> {
  const { size, within, readonly = false } = client.attached ?? { size: undefined, within: '' };
  const leads = client.id === leader;
  return { id: client.id, cols: size?.cols, rows: size?.rows, leads, readonly, within };
}

export function attachedTo({ connections, output }: Pick<HostContext, 'connections' | 'output'>): unknown {
  const attached = [...connections.values()].filter((client) => client.attached);
  return attached.map((client) => describe(client, output.flow.leader?.id));
}

/** The terminals that show the output. */
const shownOn = ({ connections }: Pick<HostContext, 'connections'>): string[] =>
  [...connections.values()].flatMap(({ attached, followsOn }) => attached?.devices ?? followsOn);

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

/** Reads only what the session has at hand: it parses nothing for the screen. */
function statusOf(session: StatusContext): Record<string, unknown> {
  const { order, pty, stats, ptySize } = session;
  const { cols, rows } = ptySize.size;
  return {
    command: shown(order.command),
    pid: pty.pid,
    tty: pty.path,
    device: pty.device,
    shown: shownOn(session),
    line: session.input.line,
    host: process.pid,
    created: stats.created,
    activity: stats.activity,
    cols,
    rows,
    output: stats.output,
    quiet: stats.quietMs,
    memory: memoryOf(),
    clients: attachedTo(session),
    ...toldByShell(stats.shell),
  };
}

/** What the shell has reported of itself: nothing for a shell that sends no marks. */
function toldByShell({ isKnown, isAtPrompt, line, status, folder, progress }: ShellState): Fields {
  return {
    ...(isKnown && { shell: { prompt: isAtPrompt, ...given<unknown>({ line, status }) } }),
    ...given<unknown>({ folder, progress }),
  };
}

/** The first message to a client that connects, which holds what a listing needs. */
export function greeting(session: StatusContext): Hello {
  const { order, socket, pty } = session;
  return hello({
    version: order.version,
    session: socket.address.file,
    pid: pty.pid,
    status: statusOf(session),
    composes: true,
  });
}

export function status({ session, reply }: Asked<keyof StatusContext>): void {
  reply(statusOf(session));
}

/** Resident bytes; 0 if the host may open no more files. */
function memoryOf(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}

/** Ends the clients of these numbers, or all of them, and replies with their numbers. */
export function detach({ session, params, from, reply }: Asked<'connections' | 'detach'>): void {
  const wanted = params['clients'];
  if (wanted !== undefined && !Array.isArray(wanted)) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  const all = [...session.connections.values()].filter((client) => client.attached && client !== from);
  const ending = wanted ? all.filter(({ id }) => wanted.includes(id)) : all;
  for (const client of ending) session.detach(client);
  reply(ending.map(({ id }) => id));
}
