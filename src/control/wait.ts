// Waits for what happens in a session.
import type { Exit } from '../../protocol/message.ts';
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { connect } from '../base/link.ts';
import { leftBy } from './ended.ts';
import { Conversation } from './request.ts';

/**
 * Waits for the program's end, which may have come already.
 * @throws TdetachError of the connection; host-gone if the host dies
 */
export async function untilExit(
  address: Address,
  abandon?: AbortSignal,
): Promise<Pick<Exit, 'status' | 'signal'>> {
  try {
    return await untilTold(address, abandon);
  } catch (error) {
    const ended = leftBy(address, error);
    if (!ended) throw error;
    return ended;
  }
}

async function untilTold(address: Address, abandon: AbortSignal | undefined): Promise<Exit> {
  const { link } = await connect(address, abandon);
  return new Promise((resolve, reject) => {
    link.onMessage = (message): void => {
      if (message.type !== 'exit') return;
      link.onClose = (): void => undefined;
      link.close();
      resolve(message);
    };
    link.onClose = (error): void => {
      reject(error ?? new TdetachError('host-gone', `the host of ${address.session} is gone`));
    };
  });
}

/**
 * Waits until there has been no output for `idleMs`.
 * @param since there has to have been some behind so many bytes
 * @returns bytes of output so far
 * @throws TdetachError of the connection and the request; session-ended
 */
export async function untilIdle(
  address: Address,
  idleMs: number,
  since: number,
  abandon?: AbortSignal,
): Promise<number> {
  const { output } = await Conversation.with(
    address,
    (host) => host.ask('wait', { idle: idleMs, since }, Infinity),
    abandon,
  );
  return typeof output === 'number' ? output : 0;
}
