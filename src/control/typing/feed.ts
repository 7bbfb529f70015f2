// What is typed into a session in place of a stream that ends: all of it, and then the key that
// ends the input.
import { Readable } from 'node:stream';
import type { Address } from '../../base/address/address.ts';
import { TdetachError, reason } from '../../base/error.ts';
import { push } from './push.ts';

/** VEOF, Ctrl-D. */
const END = Buffer.of(0x04);
const LF = 0x0a;

/**
 * VEOF ends the input only at the start of a line: within one it passes on what there is of it
 * (POSIX, 11.1.9), and the next one ends the input. The program gets it too where the rest cannot
 * be read.
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
 * Passes `input` on to the session at its pace, and then its end. A session that ends before it has
 * read all of it needs no more; its followers report other failures.
 * @param onFault is told if the input cannot be read
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
    // The first one may pass on a line that has begun.
    await push(address, Readable.from([END, END])).catch(() => undefined);
  }
}
