// Answers to clients' requests: one entry for each method. None of them touches the session's size, nor makes anybody
// the leader.
import type { Request } from '../../protocol/message.ts';
import { isMap } from '../base/fields.ts';
import type { Connection } from './connection.ts';
import { output } from './methods/output.ts';
import { picture } from './methods/picture.ts';
import { record } from './methods/record.ts';
import { events } from './methods/events.ts';
import { names, rename } from './methods/rename.ts';
import { screen } from './methods/screen.ts';
import { attachedTo, detach, status } from './methods/status.ts';
import { keyboard, type, withdraw } from './methods/typing.ts';
import { wait } from './methods/wait.ts';
import { Refusal } from './request.ts';
import type { Method, Session } from './request.ts';

const METHODS: Readonly<Record<string, Method>> = {
  clients: ({ session, reply }) => reply(attachedTo(session)),
  status,
  detach,
  screen,
  keyboard,
  type,
  withdraw,
  wait,
  names,
  rename,
  picture,
  output,
  record,
  events,
};

/** Replies to a request; the error is `unknown-method` for one that this version does not have. */
export function answer(request: Request, from: Connection, session: Session): void {
  const { id, method, params } = request;
  const reply = (result: unknown, error: string): void => from.send({ type: 'reply', id, result, error });
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!known) return reply(undefined, 'unknown-method');
  const refuse = (error: unknown): void => {
    if (!(error instanceof Refusal)) throw error;
    reply(undefined, error.message);
  };
  try {
    const later = known({
      session,
      params: isMap(params) ? params : {},
      from,
      reply: (result) => reply(result, ''),
      refuse: (code) => reply(undefined, code),
    });
    later?.catch(refuse);
  } catch (error) {
    refuse(error);
  }
}
