// Finds the detach key in typed input, wherever reads were cut, but not in a bracketed paste.
// Invariant: the bytes given out, in order, are the input without the detach key. Bytes that could
// still become the key are held. When they have been held long enough they are given out, but still
// count.
import type { Key } from './detach-key.ts';
import { isKey, isPassive } from './detach-key.ts';
import { InputReader } from '../session/input-reader.ts';
import type { InputSink } from '../session/input-reader.ts';
import { PASTE_START } from '../session/input-tokens.ts';

const ESC = 0x1b;

/** Longer unfinished control sequences are not keys. */
const MAX_KEY_BYTES = 64;

/**
 * The beginning of a key in one of the newer encodings, and the openers of strings (OSC, DCS, APC,
 * PM, SOS).
 */
const KEY_OPENING = /^\x1b+(?:\[[\d:;]*)?$/;
const STRING = /^\x1b+[\]P_^X]/;

/**
 * The held bytes: nothing, a lone ESC, the beginning of an escape sequence, or the first keys of
 * the sequence.
 */
export type Held = 'nothing' | 'escape' | 'sequence' | 'keys';

export class KeyFilter implements InputSink {
  readonly #keys: readonly Key[];
  readonly #reader: InputReader;
  readonly #out: (bytes: Buffer) => void;
  /**
   * Whole tokens that match the first keys, each with the number of its bytes that have been given
   * out.
   */
  #matched: { readonly token: Buffer; given: number; readonly passive: boolean }[] = [];
  #given: Buffer[] = [];

  /** @param keys the detach key, none for no detach key */
  constructor(keys: readonly Key[], out: (bytes: Buffer) => void) {
    this.#keys = keys;
    this.#reader = new InputReader(new Set(keys.map(({ legacy }) => legacy[0] ?? 0)));
    this.#out = out;
  }

  get held(): Held {
    const { partial, given } = this.#reader;
    if (partial.length > given) return partial.every((byte) => byte === ESC) ? 'escape' : 'sequence';
    return this.#matched.some(({ token, given }) => given < token.length) ? 'keys' : 'nothing';
  }

  /** Returns true if the input stands in a paste or a string, in which no key is looked for. */
  get isInside(): boolean {
    return (
      this.#reader.pasting || STRING.test(this.#reader.partial.toString('latin1')) || this.#reader.isLong
    );
  }

  /**
   * Takes typed input and gives out the bytes for the program.
   * @returns true if the detach key was in it; bytes after the key are dropped
   */
  feed(bytes: Buffer): boolean {
    const reader = this.#reader;
    if (this.#keys.length === 0 || (this.#matched.length === 0 && reader.isText(bytes))) {
      this.#out(bytes);
      return false;
    }
    const found = reader.read(bytes, this);
    if (!found && !this.#mayBecomeKey(reader.partial)) {
      if (reader.partial.length > 0) this.#giveUpMatch();
      this.#given.push(reader.giveOut());
    }
    this.#flush();
    return found;
  }

  /** Gives out the held bytes, as no input has come for a while. */
  release(): void {
    for (const entry of this.#matched) {
      this.#given.push(entry.token.subarray(entry.given));
      entry.given = entry.token.length;
    }
    this.#given.push(this.#reader.giveOut());
    this.#flush();
  }

  /** A paste or a string without input for long has ended: keys are recognised again. */
  leave(): void {
    this.release();
    this.#reader.abandon();
  }

  #flush(): void {
    const all = Buffer.concat(this.#given);
    this.#given = [];
    if (all.length > 0) this.#out(all);
  }

  /** Returns true if a token that has begun like this may still become one of the keys. */
  #mayBecomeKey(partial: Buffer): boolean {
    if (this.#reader.pasted || partial.length > MAX_KEY_BYTES) return false;
    if (partial[0] === ESC) return KEY_OPENING.test(partial.toString('latin1'));
    return this.#keys.some(({ legacy }) => legacy.subarray(0, partial.length).equals(partial));
  }

  text(bytes: Buffer): void {
    this.#giveUpMatch();
    this.#given.push(bytes);
  }

  token(token: Buffer, given: number, pasted: boolean): boolean {
    if (pasted || PASTE_START.equals(token)) {
      this.long(token, given);
      return false;
    }
    return this.#match(token, given);
  }

  long(token: Buffer, given: number): void {
    this.#giveUpMatch();
    this.#given.push(token.subarray(given));
  }

  rest(bytes: Buffer): void {
    this.#given.push(bytes);
  }

  /**
   * Takes one token, `given` bytes of which have been given out.
   * @returns true if it completes the detach key
   */
  #match(token: Buffer, given: number): boolean {
    // A token that does not interrupt the sequence is held in its place, so that the order stays.
    const passive = this.#matched.length > 0 && isPassive(token);
    this.#matched.push({ token: Buffer.from(token), given, passive });
    for (;;) {
      const keys = this.#matched.filter(({ passive }) => !passive);
      if (keys.length > 0 && keys.every((held, index) => this.#is(index, held.token))) {
        return keys.length === this.#keys.length;
      }
      const first = this.#matched.shift();
      if (!first) return false;
      this.#given.push(first.token.subarray(first.given));
    }
  }

  #is(index: number, token: Buffer): boolean {
    const key = this.#keys[index];
    return key !== undefined && isKey(key, token);
  }

  #giveUpMatch(): void {
    for (const { token, given } of this.#matched) this.#given.push(token.subarray(given));
    this.#matched = [];
  }
}
