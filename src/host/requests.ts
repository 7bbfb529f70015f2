// Answers to clients' requests: one entry for each method. None of them touches the session's size, nor makes anybody
// the leader.
import type { Request } from '../../protocol/message.ts';
import type { LaunchOrder } from '../base/launch.ts';
import {
  LONGEST_TIMER_MS,
  SCREEN_PART_BYTES,
  STATUS_COMMAND_CHARACTERS,
  WAIT_LOOK_MS,
} from '../base/limits.ts';
import type { Connection } from './connection.ts';
import type { InputPath } from './input-path.ts';
import type { OutputPath } from './output-path.ts';
import type { SessionRecord } from './record.ts';
import type { Window } from './window.ts';

/** What requests are about. */
export interface Session {
  readonly order: LaunchOrder;
  /** Process id of the program. */
  readonly pid: number;
  readonly record: SessionRecord;
  readonly connections: ReadonlyMap<number, Connection>;
  readonly output: OutputPath;
  readonly input: InputPath;
  readonly window: Window;
  /** Ends a client, as if it had asked for that. */
  detach(client: Connection): void;
}

/** A request, and the way back. */
interface Asked {
  readonly session: Session;
  readonly params: Readonly<Record<string, unknown>>;
  readonly from: Connection;
  readonly reply: (result: unknown) => void;
}

/** Replies, at once or later, or throws a Refusal. */
type Method = (asked: Asked) => void;

/** What is wrong with a request: one of the codes of the specification. */
class Refusal extends Error {}

/** What `clients` tells of each attached client. */
function describe(client: Connection, leader: number | undefined): Record<string, unknown> {
  const { size, within, readonly = false } = client.attached ?? { size: undefined, within: '' };
  const leads = client.id === leader;
  return { id: client.id, cols: size?.cols, rows: size?.rows, leads, readonly, within };
}

function attachedTo({ connections, output }: Session): unknown {
  const attached = [...connections.values()].filter((client) => client.attached);
  return attached.map((client) => describe(client, output.flow.leader?.id));
}

/** The command as far as a reply has room for it. */
function shown(command: readonly string[]): string[] {
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
function status({ session, reply }: Asked): void {
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
    clients: attachedTo(session),
  });
}

/** Ends the clients of these numbers, or all, and tells which. */
function detach({ session, params, from, reply }: Asked): void {
  const wanted = params['clients'];
  if (wanted !== undefined && !Array.isArray(wanted)) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  const all = [...session.connections.values()].filter((client) => client.attached && client !== from);
  const ending = wanted ? all.filter(({ id }) => wanted.includes(id)) : all;
  for (const client of ending) session.detach(client);
  reply(ending.map(({ id }) => id));
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** What is on the screen at this moment, in parts that fit a frame: the first one has all but the rest of the text. */
function screen({ session, params, reply }: Asked): void {
  const { history = 0, ansi = false } = params;
  if (!isCount(history) || typeof ansi !== 'boolean') throw new Refusal('bad-params');
  const view = session.output.screen.view(history, ansi);
  if (!view) throw new Refusal('no-screen');
  const { text, cursor, ...rest } = view;
  const bytes = Buffer.from(text);
  const about = { ...rest, ...cursor, kept: session.order.history, output: session.record.output };
  for (let from = 0; from === 0 || from < bytes.length; from += SCREEN_PART_BYTES) {
    const to = from + SCREEN_PART_BYTES;
    reply({ ...(from === 0 ? about : {}), text: bytes.subarray(from, to), more: to < bytes.length });
  }
}

/** The modes that change what keys and pastes send: DECCKM, DECBKM, LNM, XTMODKEYS 4, kitty's flags, 2004. */
function keyboard({ session, reply }: Asked): void {
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

/** Types, and replies in the moment in which the terminal takes the last of it: what the program answers comes later. */
function type({ session, params, from, reply }: Asked): void {
  const { bytes } = params;
  if (!(bytes instanceof Uint8Array)) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  session.record.typed();
  session.input.add(from, bytes);
  session.input.whenTaken(from, () => reply({ output: session.record.output }));
}

/** Replies when there has been no output for so long, and some behind a number of bytes. Output itself is not delayed. */
function wait({ session, params, from, reply }: Asked): void {
  const { idle, since = -1 } = params;
  if (!isCount(idle) || idle > LONGEST_TIMER_MS || typeof since !== 'number') throw new Refusal('bad-params');
  const { record } = session;
  const look = (): void => {
    if (from.gone) return;
    const left = record.output > since ? idle - record.quietMs : idle;
    if (left <= 0 && record.output > since) return reply({ output: record.output });
    // Where nothing has come yet, what comes next is looked at before it can have been quiet for long enough.
    setTimeout(look, Math.min(Math.max(left, 1), idle || WAIT_LOOK_MS));
  };
  look();
}

const METHODS: Readonly<Record<string, Method>> = {
  clients: ({ session, reply }) => reply(attachedTo(session)),
  status,
  detach,
  screen,
  keyboard,
  type,
  wait,
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Replies to a request; the error is `unknown-method` for one that this version does not have. */
export function answer(request: Request, from: Connection, session: Session): void {
  const { id, method, params } = request;
  const reply = (result: unknown, error: string): void => from.send({ type: 'reply', id, result, error });
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!known) return reply(undefined, 'unknown-method');
  try {
    known({
      session,
      params: isMap(params) ? params : {},
      from,
      reply: (result) => reply(result, ''),
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    reply(undefined, error.message);
  }
}
