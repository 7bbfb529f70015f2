// Reads input as it arrives and reports its tokens, however reads cut it. Invariant: the reported
// bytes (as text, as tokens less the bytes given out of them, as the rest of long ones), the bytes
// given out, and the rest of the partial token are all of the input, each once and in order.
import { INPUT_TOKEN_BYTES } from '../base/limits/input-limits.ts';
import { InputTokens, escapesBefore } from './input-tokens.ts';

const ESC = 0x1b;
const NOTHING: Buffer = Buffer.alloc(0);
const NONE: ReadonlySet<number> = new Set();

/** Receives the parts of the input, in order. */
export interface InputSink {
  /** Characters, or the contents of a paste, which hold no sequences. */
  text(bytes: Buffer): void;
  /**
   * A whole token, or one that was cut short by the next bytes. An ESC before a control character
   * or a sequence is reported as a token of its own.
   * @param given how many of its bytes have been given out
   * @param pasted true if it stands in a paste, or ends one
   * @returns true to read no further
   */
  token(token: Buffer, given: number, pasted: boolean): boolean;
  /**
   * A token that is too long to be kept begins with these bytes; `rest` follows. The parameters are
   * those of `token`.
   */
  long(beginning: Buffer, given: number, pasted: boolean): void;
  /** The next bytes of a long token. */
  rest(bytes: Buffer): void;
}

export class InputReader {
  readonly #stops: ReadonlySet<number>;
  readonly #tokens = new InputTokens(Infinity);
  #partial = NOTHING;
  #given = 0;
  /** True if the token that has begun stands in a paste. */
  #pasted = false;
  #long = false;

  /**
   * @param stops bytes that are reported as tokens, with the rest of their characters, not as text
   */
  constructor(stops: ReadonlySet<number> = NONE) {
    this.#stops = stops;
  }

  /** The bytes so far of the token that has begun. */
  get partial(): Buffer {
    return this.#partial;
  }

  /** How many bytes of it have been given out. */
  get given(): number {
    return this.#given;
  }

  /** Returns true if it stands in a paste. */
  get pasted(): boolean {
    return this.#pasted;
  }

  /** Returns true if it is too long to be kept any more. */
  get isLong(): boolean {
    return this.#long;
  }

  /** Returns true if the next byte stands in a paste, or begins its end. */
  get pasting(): boolean {
    return this.#tokens.paste;
  }

  /** Returns true if the next bytes are only text, as most typed input is. */
  isText(bytes: Buffer): boolean {
    return this.#tokens.whole && this.#textLength(bytes, 0) === bytes.length;
  }

  /** How many bytes from `at` are text. */
  #textLength(bytes: Buffer, at: number): number {
    if (this.#stops.size === 0 || this.#tokens.paste) {
      const escape = bytes.indexOf(ESC, at);
      return (escape < 0 ? bytes.length : escape) - at;
    }
    let to = at;
    while (to < bytes.length && bytes[to] !== ESC && !this.#stops.has(bytes[to] ?? 0)) to++;
    return to - at;
  }

  /**
   * Reads the next bytes. The sink gets parts of them, or copies.
   * @returns true if the sink stopped the reading
   */
  read(bytes: Buffer, sink: InputSink): boolean {
    const tokens = this.#tokens;
    const input = this.#partial.length > 0 ? Buffer.concat([this.#partial, bytes]) : bytes;
    let from = 0; // start of the token that has not ended
    for (let at = this.#partial.length; at < input.length;) {
      if (tokens.whole) {
        const text = this.#textLength(input, at);
        if (text > 0) sink.text(input.subarray(at, at + text));
        from = at += text;
        if (at === input.length) break;
        this.#pasted = tokens.paste;
      }
      tokens.step(input[at++] ?? 0);
      const end = at - tokens.broken;
      if (tokens.broken > 0) {
        if (this.#tell(input.subarray(from, end), sink)) return true;
        from = end;
      }
      if (!tokens.whole) continue;
      if (this.#tell(input.subarray(from, at), sink)) return true;
      from = at;
    }
    this.#keep(input.subarray(from), sink);
    return false;
  }

  #tell(token: Buffer, sink: InputSink): boolean {
    if (this.#long) {
      this.#long = false;
      sink.rest(token.subarray(this.#take(token.length)));
      return false;
    }
    const escapes = this.#pasted ? 0 : escapesBefore(token);
    for (let at = 0; at < escapes; at++) {
      if (sink.token(token.subarray(at, at + 1), this.#take(1), false)) return true;
    }
    const sequence = token.subarray(escapes);
    return sink.token(sequence, this.#take(sequence.length), this.#pasted);
  }

  /** Returns how many of the next bytes have been given out, and counts them as reported. */
  #take(length: number): number {
    const given = Math.min(this.#given, length);
    this.#given -= given;
    return given;
  }

  /** Keeps the beginning of a token, or reports it if it is too long to be kept. */
  #keep(partial: Buffer, sink: InputSink): void {
    if (!this.#long && partial.length <= INPUT_TOKEN_BYTES) {
      this.#partial = Buffer.from(partial);
      return;
    }
    const kept = partial.length - (this.#tokens.undecided ? 1 : 0);
    if (this.#long) sink.rest(partial.subarray(Math.min(this.#given, kept), kept));
    else sink.long(partial.subarray(0, kept), this.#given, this.#pasted);
    this.#long = true;
    this.#given = Math.max(0, this.#given - kept);
    this.#partial = Buffer.from(partial.subarray(kept));
  }

  /** Gives out the bytes so far of the token. The token continues, and counts as before. */
  giveOut(): Buffer {
    const bytes = this.#partial.subarray(this.#given);
    this.#given = this.#partial.length;
    return bytes;
  }

  /**
   * The token or paste that has begun is not one, as its end does not come. Its kept bytes are
   * dropped.
   */
  abandon(): void {
    this.#tokens.reset();
    this.#partial = NOTHING;
    this.#given = 0;
    this.#long = false;
  }
}
