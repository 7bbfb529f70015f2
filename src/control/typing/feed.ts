// Types a stream into a session, and then the key that ends the program's input.
import { Readable } from 'node:stream';
import type { Address } from '../../base/address/address.ts';
import { TdetachError, reason } from '../../base/error.ts';
import { push } from './push.ts';

/** VEOF, Ctrl-D. */
const END = Buffer.of(0x04);
const LF = 0x0a;

/**
 * Appends VEOF to a stream. VEOF ends the input only at the start of a line. Within a line it
 * delivers the line so far (POSIX, 11.1.9), and a second one ends the input. The program also gets
 * it if the rest of the stream cannot be read.
 */
async function* withEnd(input: Readable, onFault: (error: unknown) => void): AsyncGenerator<Buffer> {
  let last = LF;
  try {
    for await (const chunk of input) {
      const bytes = chunk as Buffer;
      last = bytes.at(-1) ?? last;
      yield bytes;
    }
  } catch (error) {
    onFault(error);
  }
  if (last !== LF) yield END;
  yield END;
}

/**
 * Copies `input` to the session at the program's pace, and then ends the program's input. It is not
 * an error if the session ends before it has read everything; other failures are reported by the
 * client that follows the session.
 * @param onFault called if the input cannot be read
 */
export async function feed(
  address: Address,
  input: Readable,
  onFault: (error: TdetachError) => void,
): Promise<void> {
  const unreadable = (error: unknown): void =>
    onFault(new TdetachError('input-lost', `the input cannot be read (${reason(error)})`, error));
  try {
    await push(address, Readable.from(withEnd(input, unreadable)));
  } catch (error) {
    if (!(error instanceof TdetachError)) throw error;
    if (error.code !== 'line-too-long') return;
    onFault(error);
    // The first VEOF may only deliver a line that has begun.
    await push(address, Readable.from([END, END])).catch(() => undefined);
  }
}
