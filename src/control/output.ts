// Reads a session's output as it came: what is kept of it, and what comes.
import type { Address } from '../base/address.ts';
import { readContents } from '../base/ended.ts';
import type { Ended } from '../base/ended.ts';
import { number } from '../base/fields.ts';
import type { Fields } from '../base/fields.ts';
import { leftBy } from './ended.ts';
import { checkNesting } from './nesting.ts';
import { Conversation } from './request.ts';

export interface OutputPart {
  /** The sequence number of the first byte. */
  readonly from: number;
  readonly bytes: Uint8Array;
  /** How many bytes in front of it are not kept any more, as this reader did not take them in time. */
  readonly missed: number;
}

export interface OutputReader {
  /** The bytes are valid until it returns. Where nothing more is wanted for now, `listen(false)` says so. */
  take(part: OutputPart, listen: (on: boolean) => void): void;
}

/** What a session that has ended has left behind so many bytes; all that is kept if undefined. */
function rest(address: Address, { seq, output }: Ended, at: number | undefined): OutputPart {
  const bytes = readContents(address.path, 'output') ?? Buffer.alloc(0);
  const first = seq - output;
  const from = Math.max(at ?? first, first);
  return { from, bytes: bytes.subarray(from - first), missed: from - (at ?? from) };
}

/**
 * Reads what is kept of the output, and, to follow, what comes until the end of the session. Of one that has ended already,
 * what it has left.
 * @param devices terminals of this process that it is shown on
 * @param abandon ends the connection
 * @throws TdetachError of the connection and the request; inside-itself, to follow one on its own terminal
 */
export async function readOutput(
  address: Address,
  follow: boolean,
  reader: OutputReader,
  devices: readonly string[] = [],
  abandon?: AbortSignal,
): Promise<void> {
  let at: number | undefined;
  try {
    await Conversation.with(
      address,
      async (host) => {
        if (follow) await checkNesting(address, host.hello, devices, 'follow');
        const listen = (on: boolean): void => host.listen(on);
        const take = (result: unknown): void => {
          const { from, bytes, missed } = result as Fields;
          if (!(bytes instanceof Uint8Array)) return;
          at = number(from) + bytes.length;
          reader.take({ from: number(from), bytes, missed: number(missed) }, listen);
        };
        await host.each('output', { follow, devices }, take, follow ? Infinity : undefined);
      },
      abandon,
    );
  } catch (error) {
    const ended = leftBy(address, error);
    if (!ended) throw error;
    reader.take(rest(address, ended, at), () => undefined);
  }
}
