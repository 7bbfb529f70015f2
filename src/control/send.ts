// Types into a session: text, a paste, keys in the form that the program's modes ask for. Returns when the program's
// terminal has taken all of it.
import type { Readable } from 'node:stream';
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { SEND_PART_BYTES, WITHDRAW_WAIT_MS } from '../base/limits.ts';
import { number } from '../base/fields.ts';
import { encodeKey } from '../session/key-encoding.ts';
import type { KeyModes } from '../session/key-encoding.ts';
import type { Key } from '../session/key-names.ts';
import { pasted } from '../session/paste.ts';
import { LineLimit } from './line-limit.ts';
import { wait } from './patience.ts';
import type { Patience } from './patience.ts';
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

/** Types into one session, a part after the other. */
class Typist {
  readonly #host: Conversation;
  readonly #lines: LineLimit;
  #seq = 0;
  /** Bytes of the parts that were given to the host. */
  #given = 0;
  /** Nothing more is to be typed. */
  #stopped = false;

  constructor(session: string, host: Conversation) {
    this.#host = host;
    this.#lines = new LineLimit(session, host.hello);
  }

  async #type(bytes: Buffer): Promise<void> {
    let at = 0;
    do {
      if (this.#stopped) return;
      const part = bytes.subarray(at, (at += SEND_PART_BYTES));
      this.#given += part.length;
      this.#seq = number((await this.#host.ask('type', { bytes: part }, Infinity))['output']);
    } while (at < bytes.length);
  }

  /** Types a stream as it comes. */
  async #follow(text: Readable): Promise<void> {
    for await (const chunk of text) {
      const bytes = chunk as Buffer;
      const fit = await this.#lines.fit(bytes);
      if (fit > 0) await this.#type(bytes.subarray(0, fit));
      if (fit < bytes.length)
        throw this.#lines.tooLong('what came before this line was typed, and nothing behind it');
    }
  }

  async type({ text, paste, keys }: Typing): Promise<number> {
    let first: Buffer = Buffer.alloc(0);
    if (paste || Buffer.isBuffer(text)) first = await collect(text);
    else await this.#follow(text);
    const modes = await expectedBy(this.#host);
    if (paste) first = pasted(first, modes.paste);
    const pressed = keys.map((key) => encodeKey(key, modes)).join('');
    const whole = Buffer.concat([first, Buffer.from(pressed)]);
    if ((await this.#lines.fit(whole)) < whole.length) throw this.#lines.tooLong('nothing of this was typed');
    await this.#type(whole);
    return this.#seq;
  }

  /** Takes back what was not typed yet; says what was. */
  async stop(): Promise<string> {
    this.#stopped = true;
    if (this.#given === 0) return 'nothing was typed';
    try {
      const back = number((await this.#host.ask('withdraw', {}, WITHDRAW_WAIT_MS))['bytes']);
      return `its program has taken ${this.#given - back} bytes, and the rest is not typed any more`;
    } catch (error) {
      if (!(error instanceof TdetachError)) throw error;
      return `what its program has not taken of ${this.#given} bytes is typed when it reads again`;
    }
  }
}

/**
 * @returns the number of bytes that the program had printed when the last of it was taken: what it prints in answer comes
 *   behind them
 * @throws TdetachError of the connection and the request; session-ended if the session ends before all was taken; timed-out,
 *   aborted, with how much was taken; line-too-long
 */
export async function send(address: Address, typing: Typing, patience: Patience = {}): Promise<number> {
  const { over, release } = wait(address.session, patience);
  const unreached = new AbortController();
  let connected = false;
  const early = over.catch((error: unknown) => {
    if (connected) return new Promise<never>(() => undefined); // what was typed is told below
    unreached.abort();
    throw error;
  });
  early.catch(() => undefined);
  const talk = async (host: Conversation): Promise<number> => {
    connected = true;
    const typist = new Typist(address.session, host);
    try {
      return await Promise.race([typist.type(typing), over]);
    } catch (error) {
      if (!(error instanceof TdetachError) || !['timed-out', 'aborted'].includes(error.code)) throw error;
      const what = await typist.stop();
      if (!Buffer.isBuffer(typing.text)) typing.text.destroy();
      throw new TdetachError(error.code, `${error.message}: ${what}`, error.cause);
    }
  };
  try {
    return await Promise.race([Conversation.with(address, talk, unreached.signal), early]);
  } finally {
    release();
  }
}
