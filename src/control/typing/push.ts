// Copies a stream to a session's input until the stream ends, at the program's pace.
import type { Readable } from 'node:stream';
import { MAX_DATA_BYTES } from '../../../protocol/wire-limits.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { connect } from '../../base/sockets/link.ts';
import type { Link } from '../../base/sockets/link.ts';
import { LineLimit } from './line-limit.ts';

/** Resolves once the program's terminal has taken everything that was sent. */
function delivered(link: Link, address: Address): { done: Promise<void>; finish: () => void } {
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve, reject) => {
    finish = (): void => link.send({ type: 'detach' });
    const lost = (why: string): void => {
      const what = `not all of the input reached ${address.session}: ${why}`;
      reject(new TdetachError('input-lost', what));
    };
    link.listen({
      onMessage: (message) => {
        if (message.type === 'detach') resolve();
        else if (message.type === 'exit') lost('it ended before');
        else if (message.type === 'error') lost(message.message);
      },
      onClose: () => lost('its host is gone'),
    });
  });
  return { done, finish };
}

/**
 * Copies `input` to the session, byte for byte, and returns when the program's terminal has taken
 * all of it.
 * @throws TdetachError of the connection; input-lost if the session ends before; line-too-long
 */
export async function push(address: Address, input: Readable): Promise<void> {
  const { link, hello } = await connect(address);
  const lines = new LineLimit(address.session, hello);
  let tooLong: TdetachError | undefined;
  const { done, finish } = delivered(link, address);
  const copy = async (): Promise<void> => {
    for await (const chunk of input) {
      const whole = chunk as Buffer;
      const bytes = whole.subarray(0, await lines.fit(whole));
      for (let at = 0; at < bytes.length; at += MAX_DATA_BYTES) {
        const part = bytes.subarray(at, at + MAX_DATA_BYTES);
        await new Promise<void>((resolve) => link.send({ type: 'data', bytes: part }, resolve));
      }
      if (bytes.length === whole.length) continue;
      tooLong = lines.tooLong('what came before this line was typed, and nothing behind it');
      break;
    }
    finish();
  };
  try {
    await Promise.all([done, Promise.race([copy(), done])]);
    if (tooLong) throw tooLong;
  } finally {
    link.ignore();
    link.close();
    input.destroy();
  }
}
