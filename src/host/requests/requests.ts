// Answers clients' requests: one entry for each method. Only `resize` changes the session's size,
// and no method changes the leader.
import type { Request } from '../../../protocol/message.ts';
import { isMap } from '../../base/fields.ts';
import type { Connection } from '../clients/connection.ts';
import { end } from './end-method.ts';
import { output } from './output-method.ts';
import { picture } from './picture-method.ts';
import { record } from './record-method.ts';
import { events } from './events-method.ts';
import { names, rename } from './rename-method.ts';
import { resize } from './resize-method.ts';
import { screen } from './screen-method.ts';
import { attachedTo, detach, status } from './status-method.ts';
import { keyboard, type, withdraw } from './typing-method.ts';
import { wait } from './wait-method.ts';
import { Refusal } from './refusal.ts';
import type { Method, HostContext } from './host-context.ts';

const METHODS: Readonly<Record<string, Method>> = {
  clients: ({ session, reply }) => reply(attachedTo(session)),
  status,
  detach,
  end,
  screen,
  keyboard,
  type,
  withdraw,
  wait,
  names,
  rename,
  resize,
  picture,
  output,
  record,
  events,
};

/** Replies to a request; the error is `unknown-method` for one that this version does not have. */
export function answer(request: Request, from: Connection, session: HostContext): void {
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
      refuse: (code, result) => reply(result, code),
    });
    later?.catch(refuse);
  } catch (error) {
    refuse(error);
  }
}
