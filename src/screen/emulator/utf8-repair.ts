// Makes valid UTF-8 of output, however it is cut: xterm.js drops bytes that are not UTF-8, where
// terminals (xterm, VTE, alacritty) show U+FFFD. Each bad byte, or maximal part of a character,
// becomes one U+FFFD, as in Unicode's recommendation (3.9) and WHATWG's decoder.
import { isUtf8 } from 'node:buffer';

const NOTHING: Uint8Array = new Uint8Array(0);

/** The range of the second byte of three or four, if it is not 80 to BF. */
const SECOND_BYTES: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

/** How many bytes a character with this first byte has; 0 if none begins with it. */
function lengthOf(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Returns how many of the last bytes are an unfinished character. */
function openBytes(bytes: Uint8Array): number {
  for (let count = 1; count <= Math.min(3, bytes.length); count++) {
    const byte = bytes[bytes.length - count] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const [least, most] = SECOND_BYTES.get(byte) ?? [0x80, 0xbf];
    const second = count > 1 ? (bytes[bytes.length - count + 1] ?? 0) : least;
    return count < lengthOf(byte) && second >= least && second <= most ? count : 0;
  }
  return 0;
}

export class Utf8Repair {
  /** The beginning of a character whose rest has not arrived yet. */
  #open = NOTHING;

  /** Returns what to print for the next bytes of the stream; valid bytes are not copied. */
  repair(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return bytes;
    const all = this.#open.length === 0 ? bytes : Buffer.concat([this.#open, bytes]);
    const open = openBytes(all);
    this.#open = open === 0 ? NOTHING : Uint8Array.from(all.subarray(all.length - open));
    const whole = open === 0 ? all : all.subarray(0, all.length - open);
    return isUtf8(whole)
      ? whole
      : Buffer.from(Buffer.from(whole.buffer, whole.byteOffset, whole.length).toString());
  }
}

/** The first byte of U+0080 to U+00BF. Characters up to U+009F are C1 controls. */
const OPENS_C1 = 0xc2;
const C1_END = 0xa0;

/** Leaves the controls of the C1 set out of valid UTF-8; bytes without any are not copied. */
export function withoutC1(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(OPENS_C1); at >= 0; at = bytes.indexOf(OPENS_C1, at + 2)) {
    if ((bytes[at + 1] ?? C1_END) >= C1_END) continue;
    parts.push(bytes.subarray(from, at));
    from = at + 2;
  }
  return from === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}
