// Reads a session's output as it came: the kept output, and new output.
import { given } from '../../../protocol/message.ts';
import type { Address } from '../../base/address/address.ts';
import { readContents } from '../../base/endings/ended-record.ts';
import type { Ended } from '../../base/endings/ended-record.ts';
import { number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import { leftBy } from '../sessions/ended-sessions.ts';
import { checkNesting } from '../sessions/nesting.ts';
import { Conversation } from './request.ts';

export interface OutputPart {
  /** The sequence number of the first byte. */
  readonly from: number;
  readonly bytes: Uint8Array;
  /** How many bytes before it are not kept any more, as this reader did not take them in time. */
  readonly missed: number;
}

export interface OutputReader {
  /** The bytes are valid until it returns. `listen(false)` pauses the reading. */
  take(part: OutputPart, listen: (on: boolean) => void): void;
}

/** An ended session's output after this many bytes; all that is kept if undefined. */
function rest(address: Address, { seq, output }: Ended, at: number | undefined): OutputPart {
  const bytes = readContents(address.path, 'output') ?? Buffer.alloc(0);
  const first = seq - output;
  const from = Math.max(at ?? first, first);
  return { from, bytes: bytes.subarray(from - first), missed: from - (at ?? from) };
}

export interface OutputOptions {
  /** True to read new output too, until the end of the session. */
  readonly follow: boolean;
  /** Bytes of output that are left out; all that is kept is read if undefined. */
  readonly since?: number | undefined;
  /** Terminals of this process that it is shown on. */
  readonly devices?: readonly string[];
  /** Ends the connection. */
  readonly abandon?: AbortSignal;
}

/**
 * Reads the kept output, and, to follow, new output until the end of the session. For a session
 * that has ended already, it reads the output that was saved.
 * @throws TdetachError of the connection and the request; inside-itself, to follow one on its own
 *   terminal
 */
export async function readOutput(
  address: Address,
  { follow, since, devices = [], abandon }: OutputOptions,
  reader: OutputReader,
): Promise<void> {
  let at = since;
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
        await host.each(
          'output',
          { follow, devices, ...given({ since }) },
          take,
          follow ? Infinity : undefined,
        );
      },
      abandon,
    );
  } catch (error) {
    const ended = leftBy(address, error);
    if (!ended) throw error;
    reader.take(rest(address, ended, at), () => undefined);
  }
}

const LF = 0x0a;

/**
 * The index at which the last lines of these bytes begin. A line without its line feed counts too.
 */
export function lastLines(bytes: Buffer, count: number): number {
  if (count === 0) return bytes.length;
  let at = bytes.at(-1) === LF ? bytes.length - 1 : bytes.length;
  for (let line = 0; line < count; line++) {
    at = at > 0 ? bytes.lastIndexOf(LF, at - 1) : -1;
    if (at < 0) return 0;
  }
  return at + 1;
}

/**
 * The place in the output where its last lines begin, as far as they are kept.
 * @throws TdetachError as readOutput
 */
export async function placeOfLastLines(address: Address, count: number): Promise<number> {
  const chunks: Buffer[] = [];
  let end = 0;
  const take = ({ from, bytes }: OutputPart): void => {
    chunks.push(Buffer.from(bytes));
    end = from + bytes.length;
  };
  await readOutput(address, { follow: false }, { take });
  const all = Buffer.concat(chunks);
  return end - all.length + lastLines(all, count);
}
