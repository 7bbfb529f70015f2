// Values to msgpack and back, by msgpackr. Invariant: it is given only what has one meaning in
// every implementation. Its own extension types (records, which it compiles code for, dates, sets,
// errors, references) are neither written nor read.
import { Packr, RESERVE_START_SPACE } from 'msgpackr/pack';
import { Unpackr } from 'msgpackr/unpack';
import { checkWellFormed } from './well-formed.ts';

/**
 * Values are written one after the other into a buffer of this size, as msgpackr begins with (its
 * pack.js).
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
 * A value that msgpackr writes as it is meant: a whole number of more than 32 bits as an integer,
 * where it would write a float, and U+FFFD for half a surrogate pair, where it would write invalid
 * UTF-8. Any object is a map.
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
 * @param room bytes left free in front of it, at most 255
 */
export function pack(value: unknown, room = 0): Buffer {
  const packed = packr.pack(plain(value), RESERVE_START_SPACE + room);
  // It would keep a larger buffer for good, and put all that follows into such ones.
  if (packed.length > BUFFER_BYTES) packr.useBuffer(Buffer.allocUnsafeSlow(BUFFER_BYTES));
  return packed;
}

/**
 * Reads the one value that the bytes are. Bytes in it are a view of them. A key that is not a text,
 * or is __proto__, becomes another text that readers do not know.
 * @throws RangeError, TypeError if they are not exactly one value, or hold what has no place in a
 *   message
 */
export function unpack(bytes: Buffer): unknown {
  checkWellFormed(bytes);
  return unpackr.unpack(bytes) as unknown;
}
