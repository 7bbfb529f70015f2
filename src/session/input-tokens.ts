// The grammar of input, in one place for client and host: where its tokens (characters, and the
// escape sequences of keys and reports) begin and end, byte by byte, and what is inside a bracketed
// paste. Invariant: a token is at most `most` bytes long, so an endless sequence does not stay a
// token. Sequences: ECMA-48, xterm's ctlseqs, console_codes(4).

/** The start and end of a bracketed paste (xterm's ctlseqs, mode 2004). */
export const PASTE_START = Buffer.from('\x1b[200~');
export const PASTE_END = Buffer.from('\x1b[201~');

const PASTE_START_NUMBER = 200;
const ESC = 0x1b;
const BEL = 0x07;
const TILDE = 0x7e;

type State =
  | 'ground'
  | 'escape'
  | 'csi'
  | 'ss3'
  | 'string' // OSC, DCS, APC, PM, SOS
  | 'string-escape'
  | 'mouse' // a report of the X10 encoding: its three bytes
  | 'console' // a function key of the Linux console: its last byte
  | 'character' // a UTF-8 character's continuation bytes are
  | 'marker'; // in a paste: possibly its end

/** The state that ESC and this character open. */
const OPENERS: Readonly<Record<string, State>> = {
  '[': 'csi',
  O: 'ss3',
  ']': 'string',
  P: 'string',
  _: 'string',
  '^': 'string',
  X: 'string',
};

/** Bytes of a UTF-8 character after its first one: 0 for one that begins none. */
function continuations(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

/** Bytes after `CSI M` in a mouse report of the X10 encoding: the button, and two coordinates. */
const X10_MOUSE_BYTES = 3;

/**
 * Returns true if a byte may stand there in a mouse report with `left` bytes to come. Values are 32
 * and above. For a coordinate that is too large xterm sends NUL, and others wrap around to ESC. Any
 * other control character is a key of its own.
 */
const isMouseByte = (byte: number, left: number): boolean =>
  byte >= 0x20 || (left < X10_MOUSE_BYTES && (byte === 0 || byte === ESC));

const isFinal = (byte: number): boolean => byte >= 0x40 && byte <= 0x7e;
const isParameter = (byte: number): boolean => byte >= 0x20 && byte <= 0x3f;

export class InputTokens {
  readonly #most: number;
  #state: State = 'ground';
  #paste = false;
  /** Bytes of the token that has begun, 0 between tokens. */
  #length = 0;
  /** Bytes that are still to come; in a marker, the bytes that have come. */
  #count = 0;
  #broken = 0;
  /** The number after CSI: -1 for none yet, NaN if something else stands there. */
  #number = -1;

  /** @param most bytes after which a token is given up for one */
  constructor(most: number) {
    this.#most = most;
  }

  /** Returns true if no token is begun. */
  get whole(): boolean {
    return this.#length === 0;
  }

  /** Bytes of the token that has begun. */
  get length(): number {
    return this.#length;
  }

  /** Returns true if the next byte stands within a bracketed paste, or begins its end. */
  get paste(): boolean {
    return this.#paste;
  }

  /**
   * Returns true if the last byte may begin the next token, or be part of the end of this one: the
   * ESC of ST.
   */
  get undecided(): boolean {
    return this.#state === 'string-escape';
  }

  /**
   * Bytes of the token before that do not belong to it, as the last byte showed. It was cut short,
   * and they began the next token (which may have ended already). 0 if no token was cut short.
   */
  get broken(): number {
    return this.#broken;
  }

  /** The open paste is not a paste any more, as its end does not come. */
  endPaste(): void {
    this.#paste = false;
  }

  /** The bytes so far are neither a token nor a paste. */
  reset(): void {
    this.#end();
    this.#paste = false;
  }

  /** Takes bytes that follow. */
  advance(bytes: Uint8Array): void {
    for (const byte of bytes) this.step(byte);
  }

  /**
   * Returns how many of the next bytes to give out together: whole tokens of at most `limit` bytes,
   * unless the first one alone is longer. An unfinished token at the end is included, but not
   * within a paste, which can then be closed after them.
   * @param all true if nothing is held back, as no more will come
   */
  fit(bytes: Uint8Array, limit: number, all: boolean): number {
    const ahead = this.#copy();
    let whole = 0;
    for (let at = 0; at < bytes.length; at++) {
      ahead.step(bytes[at] ?? 0);
      if (ahead.#length <= 1) whole = at + 1 - ahead.#length;
      if (at + 1 >= limit && whole > 0) return whole;
    }
    return ahead.#paste && !all ? whole : bytes.length;
  }

  #copy(): InputTokens {
    const copy = new InputTokens(this.#most);
    copy.#state = this.#state;
    copy.#paste = this.#paste;
    copy.#length = this.#length;
    copy.#count = this.#count;
    copy.#number = this.#number;
    return copy;
  }

  /** Takes the next byte. */
  step(byte: number): void {
    this.#broken = 0;
    this.#length++;
    this.#take(byte);
    if (this.#length >= this.#most) this.#end();
  }

  /** The token ends with the byte just taken. */
  #end(): void {
    this.#state = 'ground';
    this.#length = 0;
  }

  /** The token has ended before this byte, which begins the next one. */
  #restart(byte: number): void {
    this.#state = 'ground';
    this.#broken = 1;
    this.#length = 1;
    this.#take(byte);
  }

  #take(byte: number): void {
    switch (this.#state) {
      case 'ground':
        return this.#begin(byte);
      case 'escape':
        return this.#afterEscape(byte);
      case 'csi':
        return this.#inCsi(byte);
      case 'ss3':
        if (isFinal(byte)) return this.#end();
        return isParameter(byte) ? undefined : this.#restart(byte);
      case 'string':
        if (byte === ESC) this.#state = 'string-escape';
        // A report has no control characters: a person who typed Alt-] or Alt-P has continued
        // otherwise.
        else if (byte < 0x20) return byte === BEL ? this.#end() : this.#restart(byte);
        return;
      case 'string-escape':
        if (byte === 0x5c) return this.#end();
        this.#state = 'escape'; // cut short by another sequence
        this.#broken = 2;
        this.#length = 2;
        return this.#afterEscape(byte);
      case 'mouse':
        if (!isMouseByte(byte, this.#count)) return this.#restart(byte);
        return --this.#count === 0 ? this.#end() : undefined;
      case 'console':
        return byte < 0x20 ? this.#restart(byte) : this.#end();
      case 'character':
        if ((byte & 0xc0) !== 0x80) return this.#restart(byte);
        return --this.#count === 0 ? this.#end() : undefined;
      case 'marker':
        return this.#inMarker(byte);
      default:
        return this.#state satisfies never;
    }
  }

  #begin(byte: number): void {
    this.#count = continuations(byte);
    if (byte === ESC) {
      this.#state = this.#paste ? 'marker' : 'escape';
      this.#count = 1;
    } else if (this.#count > 0) this.#state = 'character';
    else this.#end();
  }

  #afterEscape(byte: number): void {
    if (byte === ESC) return; // Alt with a key that has a sequence of its own
    this.#number = -1;
    const opens = OPENERS[String.fromCharCode(byte)];
    if (opens) this.#state = opens;
    else this.#begin(byte); // Alt with a character
  }

  #inCsi(byte: number): void {
    if (this.#number === -1 && byte === 0x4d) {
      this.#state = 'mouse';
      this.#count = X10_MOUSE_BYTES;
    } else if (this.#number === -1 && byte === 0x5b) {
      this.#state = 'console';
    } else if (isParameter(byte)) {
      const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : NaN;
      this.#number = Math.max(this.#number, 0) * 10 + digit;
    } else if (isFinal(byte)) {
      this.#paste = byte === TILDE && this.#number === PASTE_START_NUMBER;
      this.#end();
    } else this.#restart(byte);
  }

  #inMarker(byte: number): void {
    if (byte !== PASTE_END[this.#count]) return this.#restart(byte);
    if (++this.#count < PASTE_END.length) return;
    this.#paste = false;
    this.#end();
  }
}

/**
 * Returns the number of ESCs at a token's start that are keys of their own: those before a control
 * character or a whole sequence, as opposed to Alt with a character. (rxvt sends Alt with an arrow
 * like that.)
 */
export function escapesBefore(token: Uint8Array): number {
  let at = 0;
  for (; token[at] === ESC && at + 1 < token.length; at++) {
    const next = token[at + 1] ?? 0;
    if (next >= 0x20 && next !== 0x7f) break;
  }
  return at;
}
