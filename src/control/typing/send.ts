// Types text, pastes and keys into a session, in the encoding that the program's modes require.
// Returns when the program's terminal has taken all of it.
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import {
  KEY_GAP_MS,
  SEND_PACE_MS,
  SEND_PART_BYTES,
  WITHDRAW_WAIT_MS,
} from '../../base/limits/verb-limits.ts';
import { number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import { encodeKey } from '../../session/key-encoding.ts';
import type { KeyModes } from '../../session/key-encoding.ts';
import type { Key } from '../../session/key-names.ts';
import { pasted } from '../../session/paste.ts';
import { mouseBytes } from './mouse.ts';
import type { MouseAction } from './mouse.ts';
import { LineLimit } from './line-limit.ts';
import { wait } from '../waiting/patience.ts';
import type { Patience } from '../waiting/patience.ts';
import { Conversation } from '../reading/request.ts';

export interface Typing {
  /** Typed first, byte for byte. A stream is typed as it arrives. */
  readonly text: Buffer | Readable;
  /** True if the text is pasted. */
  readonly paste: boolean;
  /** Mouse actions before the text. */
  readonly mouse?: readonly MouseAction[] | undefined;
  /** Pressed after the text. */
  readonly keys: readonly Key[];
  /** Delay in ms between a text and Enter, and after Escape, for a program in raw mode. */
  readonly paceMs?: number | undefined;
  /**
   * True to pause the program after the last byte, until its output is followed on the same
   * connection.
   */
  readonly isFollowed?: boolean | undefined;
  /** Called when this process is idle until the terminal's mode is known. */
  readonly meanwhile?: (() => void) | undefined;
}

/** Input that the program should read separately from what comes before and after it. */
interface Unit {
  readonly bytes: Buffer;
  readonly kind: 'text' | 'character' | 'Escape' | 'Enter' | 'key';
}

function unitOf(key: Key, modes: KeyModes): Unit {
  const bytes = Buffer.from(encodeKey(key, modes));
  if (typeof key.key === 'object') return { bytes, kind: 'character' };
  return { bytes, kind: key.key === 'Escape' || key.key === 'Enter' ? key.key : 'key' };
}

/** Returns how long to wait between two units, in ms. */
function gapMs(before: Unit, after: Unit, paceMs: number): number {
  const isTyped = before.kind === 'text' || before.kind === 'character';
  const isPaced = before.kind === 'text' || before.kind === 'Escape' || (isTyped && after.kind === 'Enter');
  return isPaced ? paceMs : Math.min(paceMs, KEY_GAP_MS);
}

interface Expected extends KeyModes {
  /** True if the program has asked for bracketed pastes. */
  readonly paste: boolean;
}

function expectedIn(modes: Fields): Expected {
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

/** Types into one session, one part after another. */
class Typist {
  readonly #address: Address;
  readonly #host: Conversation;
  readonly #lines: LineLimit;
  #seq = 0;
  /** Total bytes passed to the host. */
  #given = 0;
  /** True if no more is to be typed. */
  #stopped = false;
  /** True if the terminal does not echo the input. */
  #isHidden = false;

  constructor(address: Address, host: Conversation) {
    this.#address = address;
    this.#host = host;
    this.#lines = new LineLimit(address.session, host.hello);
  }

  /** @param isLast true if the output is followed next */
  async #type(bytes: Buffer, isLast = false): Promise<void> {
    let at = 0;
    do {
      if (this.#stopped) return;
      const part = bytes.subarray(at, (at += SEND_PART_BYTES));
      this.#given += part.length;
      const pace = isLast && at >= bytes.length && { pace: true };
      const params = { bytes: part, ...pace, ...(this.#isHidden && { hidden: true }) };
      this.#seq = number((await this.#host.ask('type', params, Infinity))['output']);
    } while (at < bytes.length);
  }

  /** Types a stream as it arrives. */
  async #follow(text: Readable): Promise<void> {
    for await (const chunk of text) {
      const bytes = chunk as Buffer;
      const fit = await this.#lines.fit(bytes);
      if (fit > 0) await this.#type(bytes.subarray(0, fit));
      if (fit < bytes.length)
        throw this.#lines.tooLong('what came before this line was typed, and nothing behind it');
    }
  }

  /** Types units with delays, so that a program in raw mode reads them separately. */
  async #typeApart(
    units: readonly Unit[],
    { paceMs = SEND_PACE_MS, isFollowed = false, meanwhile }: Partial<Typing>,
  ): Promise<void> {
    const asks = paceMs > 0 && units.length > 1;
    const reading = asks ? this.#lines.reading() : { isLineMode: true, isHidden: false };
    meanwhile?.();
    const { isLineMode, isHidden } = await reading;
    const isPaced = asks && !isLineMode;
    this.#isHidden = isHidden;
    for (const [index, unit] of units.entries()) {
      const before = units[index - 1];
      if (before && isPaced) await pause(gapMs(before, unit, paceMs));
      await this.#type(unit.bytes, isFollowed && index === units.length - 1);
    }
  }

  /** Encodes the mouse actions. */
  async #point(actions: readonly MouseAction[]): Promise<Unit[]> {
    if (actions.length === 0) return [];
    const mouse = { actions, modes: await this.#host.ask('keyboard') };
    const all = await mouseBytes(this.#address, this.#host, mouse);
    return all.map((bytes) => ({ bytes, kind: 'key' }));
  }

  async type(typing: Typing): Promise<number> {
    const { text, paste, keys, mouse = [], paceMs } = typing;
    let pointed = await this.#point(mouse);
    let first: Buffer = Buffer.alloc(0);
    if (paste || Buffer.isBuffer(text)) first = await collect(text);
    else {
      await this.#typeApart(pointed, { paceMs });
      pointed = [];
      await this.#follow(text);
    }
    const modes = expectedIn(await this.#host.ask('keyboard'));
    if (paste) first = pasted(first, modes.paste);
    const pressed = keys.map((key) => unitOf(key, modes));
    const typed: Unit[] = first.length > 0 ? [{ bytes: first, kind: 'text' }] : [];
    const units = [...pointed, ...typed, ...pressed];
    const whole = Buffer.concat(units.map(({ bytes }) => bytes));
    if ((await this.#lines.fit(whole)) < whole.length) throw this.#lines.tooLong('nothing of this was typed');
    await this.#typeApart(units, typing);
    return this.#seq;
  }

  /**
   * Withdraws the input that has not been typed yet. Returns a message that says what was typed.
   */
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

export interface Sent<T> {
  /**
   * Bytes of output at the time when the last input was taken. The program's answer comes after
   * them.
   */
  readonly seq: number;
  readonly then: T;
}

/**
 * @param then called with the same connection
 * @throws TdetachError of the connection and the request; session-ended if the session ends before
 *   all input was taken; timed-out and aborted, whose messages say how much was taken;
 *   line-too-long; errors of `then`
 */
export async function send<T>(
  address: Address,
  typing: Typing,
  patience: Patience,
  then: (host: Conversation, seq: number) => Promise<T>,
): Promise<Sent<T>> {
  const { over, release } = wait(address.session, patience);
  const unreached = new AbortController();
  let connected = false;
  const early = over.catch((error: unknown) => {
    if (connected) return new Promise<never>(() => undefined); // the error below says what was typed
    unreached.abort();
    throw error;
  });
  early.catch(() => undefined);
  const talk = async (host: Conversation): Promise<Sent<T>> => {
    connected = true;
    const typist = new Typist(address, host);
    let seq: number;
    try {
      seq = await Promise.race([typist.type(typing), over]);
    } catch (error) {
      if (!(error instanceof TdetachError) || !['timed-out', 'aborted'].includes(error.code)) throw error;
      const what = await typist.stop();
      if (!Buffer.isBuffer(typing.text)) typing.text.destroy();
      throw new TdetachError(error.code, `${error.message}: ${what}`, error.cause);
    }
    return { seq, then: await Promise.race([then(host, seq), over]) };
  };
  try {
    return await Promise.race([Conversation.with(address, talk, unreached.signal), early]);
  } finally {
    release();
  }
}
