// One question to a host and its answer, over a connection of its own.
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { HELLO_WAIT_MS } from '../base/limits.ts';
import { connect } from '../base/link.ts';

/**
 * Sends one request and waits for its reply.
 * @returns the reply's result, not validated
 * @throws TdetachError of the connection; protocol if the host does not know the method
 */
export async function request(address: Address, method: string, params: unknown = {}): Promise<unknown> {
  const { link } = await connect(address);
  try {
    return await new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new TdetachError('protocol', `${address.session}: ${method}: ${why}`));
      const timer = setTimeout(() => fail('no answer'), HELLO_WAIT_MS);
      link.onClose = (): void => fail('the connection was closed');
      link.onMessage = (message): void => {
        if (message.type !== 'reply') return;
        clearTimeout(timer);
        if (message.error === '') resolve(message.result);
        else fail(message.error);
      };
      link.send({ type: 'request', id: 1, method, params });
    });
  } finally {
    link.onClose = (): void => undefined;
    link.close();
  }
}
