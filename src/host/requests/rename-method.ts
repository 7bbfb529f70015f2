// Another name for the session: its socket is found under that from then on, and every client that
// is connected stays so.
import path from 'node:path';
import { locate } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './host-context.ts';

/** Replies with the socket's path and its earlier paths, by which its program may know it. */
export function names({ session, reply }: Asked<'socket'>): void {
  const { address, formerPaths } = session.socket;
  reply([address.path, ...formerPaths]);
}

/** Replies when the session has its new name, and has it alone. */
export function rename({ session, params, from, reply, refuse }: Asked<'socket'>): void {
  const { socket: to, session: called = to } = params;
  if (typeof to !== 'string' || !path.isAbsolute(to) || typeof called !== 'string')
    throw new Refusal('bad-params');
  if (path.basename(called) !== path.basename(to)) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  const move = async (): Promise<void> => {
    try {
      await session.socket.rename({ ...locate(to, {}, true), session: called });
      reply({ socket: session.socket.address.path });
    } catch (error) {
      refuse(error instanceof TdetachError ? error.code : 'bad-folder');
    }
  };
  void move();
}
