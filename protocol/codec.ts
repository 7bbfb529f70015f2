// Converts values to msgpack and back with msgpackr. Invariant: msgpackr is given only values that
// mean the same in every implementation. Its own extension types (records, for which it compiles
// code, dates, sets, errors, references) are neither written nor read.
import { Packr, RESERVE_START_SPACE } from 'msgpackr/pack';
import { Unpackr } from 'msgpackr/unpack';
import { checkWellFormed } from './well-formed.ts';

/**
 * Size of the buffer that values are written into one after another: msgpackr's own initial size
 * (its pack.js).
 */
const BUFFER_BYTES = 8192;

const packr = new Packr({
  useRecords: false,
  variableMapSize: true,
  encodeUndefinedAsNil: true,
  useToJSON: false,
});
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

/**
 * Returns a value that msgpackr writes as intended. A whole number of more than 32 bits becomes an
 * integer, where msgpackr would write a float. A lone surrogate becomes U+FFFD, where msgpackr
 * would write invalid UTF-8. Any object becomes a map.
 */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value === 'number') {
    const isLong = value > 0xffff_ffff || value < -0x8000_0000;
    return isLong && Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), plain(item)]));
}

/**
 * Writes one value: nil for undefined, a map for any other object.
 * @param room bytes to leave free before the value, at most 255
 */
export function pack(value: unknown, room = 0): Buffer {
  const packed = packr.pack(plain(value), RESERVE_START_SPACE + room);
  // msgpackr would keep a larger buffer for good, and allocate all later ones in that size.
  if (packed.length > BUFFER_BYTES) packr.useBuffer(Buffer.allocUnsafeSlow(BUFFER_BYTES));
  return packed;
}

/**
 * Reads the single value that the bytes encode. Byte strings in it are views of `bytes`. A key that
 * is not text, or is __proto__, becomes another text that no reader knows.
 * @throws RangeError, TypeError if the bytes are not exactly one value, or hold a type that
 *   messages do not use
 */
export function unpack(bytes: Buffer): unknown {
  checkWellFormed(bytes);
  return unpackr.unpack(bytes) as unknown;
}
