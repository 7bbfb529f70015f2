// Looks for the detach key in everything that is typed, wherever reads were cut, but not in a bracketed paste.
// Invariant: what is given out, in order, is the input less the detach key; what could still become the key is
// held, and when it has been held long enough it is given out but goes on counting.
import type { Key } from './detach-key.ts';
import { isKey, isPassive } from './detach-key.ts';

const ESC = 0x1b;
const PASTE_BEGINS = '\x1b[200~';
const PASTE_ENDS = '\x1b[201~';

/** A longer unfinished control sequence is no key. */
const MOST_TOKEN_BYTES = 64;

/** Bytes after `CSI M` in a mouse report of the X10 encoding. */
const X10_MOUSE_BYTES = 3;

/** What is held: nothing, a lone ESC, the beginning of an escape sequence, or the first keys of the sequence. */
export type Held = 'nothing' | 'escape' | 'sequence' | 'keys';

export class KeyFilter {
  readonly #keys: readonly Key[];
  readonly #firstBytes: ReadonlySet<number>;
  readonly #out: (bytes: Buffer) => void;
  /** The beginning of a token, and how many bytes of it have been given out already. */
  #partial: Buffer = Buffer.alloc(0);
  #partialGiven = 0;
  /** Whole tokens that match the first keys, each with the number of its bytes that have been given out. */
  #matched: { readonly token: Buffer; given: number; readonly passive: boolean }[] = [];
  #pasting = false;
  #given: Buffer[] = [];

  /** @param keys the detach key, none for no detach key */
  constructor(keys: readonly Key[], out: (bytes: Buffer) => void) {
    this.#keys = keys;
    this.#firstBytes = new Set(keys.map(({ legacy }) => legacy[0] ?? 0));
    this.#out = out;
  }

  get held(): Held {
    if (this.#partial.length > this.#partialGiven) return this.#partial.length === 1 ? 'escape' : 'sequence';
    return this.#matched.some(({ token, given }) => given < token.length) ? 'keys' : 'nothing';
  }

  /**
   * Takes what was typed and gives out what is for the program.
   * @returns whether the detach key was in it; what came after the key is dropped
   */
  feed(bytes: Buffer): boolean {
    if (this.#keys.length === 0 || this.#plain(bytes)) {
      this.#out(bytes);
      return false;
    }
    const found = this.#scan(bytes);
    this.#flush();
    return found;
  }

  /** Gives out what is held, as nothing has come for a while. */
  release(): void {
    for (const entry of this.#matched) {
      this.#given.push(entry.token.subarray(entry.given));
      entry.given = entry.token.length;
    }
    this.#given.push(this.#partial.subarray(this.#partialGiven));
    this.#partialGiven = this.#partial.length;
    this.#flush();
  }

  #flush(): void {
    const all = Buffer.concat(this.#given);
    this.#given = [];
    if (all.length > 0) this.#out(all);
  }

  #scan(bytes: Buffer): boolean {
    const input = this.#partial.length > 0 ? Buffer.concat([this.#partial, bytes]) : bytes;
    let given = this.#partialGiven; // of what comes first
    this.#partial = Buffer.alloc(0);
    this.#partialGiven = 0;
    for (let at = 0; at < input.length;) {
      const plain = this.#runLength(input, at);
      if (plain > 0) {
        this.#giveUpMatch();
        this.#given.push(input.subarray(at + Math.min(given, plain), at + plain));
        given = Math.max(0, given - plain);
        at += plain;
        continue;
      }
      const length = this.#tokenLength(input, at);
      if (length === 0) {
        this.#partial = Buffer.from(input.subarray(at));
        this.#partialGiven = given;
        break;
      }
      if (this.#token(Buffer.from(input.subarray(at, at + length)), Math.min(given, length))) return true;
      given = Math.max(0, given - length);
      at += length;
    }
    return false;
  }

  /** Bytes from `at` that can neither be a key nor open a sequence. */
  #runLength(input: Buffer, at: number): number {
    if (this.#pasting) {
      const escape = input.indexOf(ESC, at);
      return (escape < 0 ? input.length : escape) - at;
    }
    let to = at;
    while (to < input.length && input[to] !== ESC && !this.#firstBytes.has(input[to] ?? 0)) to++;
    return to - at;
  }

  /** Whether nothing in the bytes could be of interest: most of what is typed. */
  #plain(bytes: Buffer): boolean {
    const idle = this.#partial.length === 0 && this.#matched.length === 0 && !this.#pasting;
    return idle && this.#runLength(bytes, 0) === bytes.length;
  }

  /** The length of the token at `at`, 0 where it is not there whole. */
  #tokenLength(input: Buffer, at: number): number {
    if (input[at] !== ESC) return this.#charLength(input, at);
    if (this.#pasting) return pasteEndLength(input.subarray(at, at + PASTE_ENDS.length).toString('latin1'));
    const rest = input.subarray(at, at + MOST_TOKEN_BYTES).toString('latin1');
    if (rest.length === 1) return 0;
    const second = rest.charCodeAt(1);
    if (rest[1] === '[') {
      const end = /^\x1b\[[ -?]*/.exec(rest)?.[0].length ?? 0;
      if (end === rest.length) return rest.length < MOST_TOKEN_BYTES ? 0 : rest.length;
      const final = rest.charCodeAt(end);
      if (final < 0x40 || final > 0x7e) return end; // broken off by something else
      if (final === 0x4d && end === 2) {
        // The three bytes of a report are 32 and above: a control is a key of its own.
        const report = rest.slice(end + 1, end + 1 + X10_MOUSE_BYTES);
        if (Array.from(report).some((char) => char < ' ')) return end + 1;
        return report.length < X10_MOUSE_BYTES ? 0 : end + 1 + X10_MOUSE_BYTES;
      }
      return end + 1;
    }
    if (rest[1] === 'O') return rest.length < 3 ? 0 : rest.charCodeAt(2) < 0x20 ? 2 : 3;
    // Alt with a character; but ESC in front of a control character, or of another ESC, stands for itself.
    return second < 0x20 || second === 0x7f ? 1 : 2;
  }

  /** A key may be a character of several bytes. */
  #charLength(input: Buffer, at: number): number {
    for (const { legacy } of this.#keys) {
      const there = input.subarray(at, at + legacy.length);
      if (there.equals(legacy)) return legacy.length;
      if (legacy.length > 1 && there.length < legacy.length && legacy.subarray(0, there.length).equals(there))
        return 0;
    }
    return 1;
  }

  /** Takes one token, `given` bytes of which have been given out. */
  #token(token: Buffer, given: number): boolean {
    const text = token[0] === ESC ? token.toString('latin1') : '';
    if (this.#pasting || text === PASTE_BEGINS) {
      this.#pasting = text !== PASTE_ENDS;
      this.#giveUpMatch();
      this.#given.push(token.subarray(given));
      return false;
    }
    // What interrupts no sequence is held in its place, so that the order stays.
    this.#matched.push({ token, given, passive: this.#matched.length > 0 && isPassive(token) });
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

/** In a paste: the length of its end, 0 where that may have begun, 1 for an ESC that belongs to the paste. */
function pasteEndLength(text: string): number {
  if (text === PASTE_ENDS) return text.length;
  return PASTE_ENDS.startsWith(text) ? 0 : 1;
}
