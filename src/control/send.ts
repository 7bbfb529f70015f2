// Types into a session: text, a paste, keys in the form that the program's modes ask for. Returns when the program's
// terminal has taken all of it.
import type { Readable } from 'node:stream';
import type { Address } from '../base/address.ts';
import { SEND_PART_BYTES } from '../base/limits.ts';
import { number } from '../base/fields.ts';
import { encodeKey } from '../session/key-encoding.ts';
import type { KeyModes } from '../session/key-encoding.ts';
import type { Key } from '../session/key-names.ts';
import { pasted } from '../session/paste.ts';
import { Conversation } from './request.ts';

export interface Typing {
  /** Typed first, byte for byte; a stream as it comes. */
  readonly text: Buffer | Readable;
  /** Whether the text is pasted. */
  readonly paste: boolean;
  /** Pressed after the text. */
  readonly keys: readonly Key[];
}

interface Expected extends KeyModes {
  /** Bracketed pastes. */
  readonly paste: boolean;
}

async function expectedBy(host: Conversation): Promise<Expected> {
  const modes = await host.ask('keyboard');
  return {
    applicationCursor: modes['cursor'] === true,
    backspaceSendsBs: modes['backspace'] === true,
    newLine: modes['newline'] === true,
    modifyOtherKeys: number(modes['other']),
    kitty: number(modes['kitty']),
    paste: modes['paste'] === true,
  };
}

async function collect(text: Buffer | Readable): Promise<Buffer> {
  if (Buffer.isBuffer(text)) return text;
  const chunks: Buffer[] = [];
  for await (const chunk of text) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * @returns the number of bytes that the program had printed when the last of it was taken: what it prints in answer comes
 *   behind them
 * @throws TdetachError of the connection and the request; session-ended if the session ends before all was taken
 */
export function send(address: Address, { text, paste, keys }: Typing): Promise<number> {
  return Conversation.with(address, async (host) => {
    let seq = 0;
    const type = async (bytes: Buffer): Promise<void> => {
      let at = 0;
      do {
        const part = bytes.subarray(at, (at += SEND_PART_BYTES));
        seq = number((await host.ask('type', { bytes: part }, Infinity))['output']);
      } while (at < bytes.length);
    };
    let first: Buffer = Buffer.alloc(0);
    if (paste || Buffer.isBuffer(text)) first = await collect(text);
    else for await (const chunk of text) await type(chunk as Buffer);
    const modes = await expectedBy(host);
    if (paste) first = pasted(first, modes.paste);
    const pressed = keys.map((key) => encodeKey(key, modes)).join('');
    await type(Buffer.concat([first, Buffer.from(pressed)]));
    return seq;
  });
}
