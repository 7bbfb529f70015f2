// The part of msgpack that the protocol uses: no extension types. Numbers of bytes and formats are those of its specification
// (github.com/msgpack/msgpack/blob/master/spec.md). Invariant: what is read is what JSON could hold, and bytes.
import { MAX_DEPTH } from './limits.ts';

const NIL = 0xc0;
const [FALSE, TRUE] = [0xc2, 0xc3];
const FLOAT64 = 0xcb;
const [UINT64, INT64] = [0xcf, 0xd3];

/** What has a length: a format with the length in itself (text, arrays, maps), then those with it in 1, 2 or 4 bytes. */
interface Sized {
  /** Length below which it is part of the format's byte, and that byte for none. */
  readonly short: number;
  readonly fix: number;
  /** Formats by bytes of the length; undefined where there is none. */
  readonly by1: number | undefined;
  readonly by2: number;
  readonly by4: number;
}
const TEXT: Sized = { short: 32, fix: 0xa0, by1: 0xd9, by2: 0xda, by4: 0xdb };
const BYTES: Sized = { short: 0, fix: 0, by1: 0xc4, by2: 0xc5, by4: 0xc6 };
const ARRAY: Sized = { short: 16, fix: 0x90, by1: undefined, by2: 0xdc, by4: 0xdd };
const MAP: Sized = { short: 16, fix: 0x80, by1: undefined, by2: 0xde, by4: 0xdf };

class Packer {
  #out = Buffer.allocUnsafe(256);
  #at = 0;

  get packed(): Buffer {
    return this.#out.subarray(0, this.#at);
  }

  /** Where the next so many bytes go. */
  #room(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#out.length) {
      const larger = Buffer.allocUnsafe(this.#at * 2);
      larger.set(this.#out.subarray(0, at));
      this.#out = larger;
    }
    return at;
  }

  #byte(byte: number): void {
    const at = this.#room(1);
    this.#out[at] = byte;
  }

  #sized({ short, fix, by1, by2, by4 }: Sized, length: number): void {
    if (length < short) this.#byte(fix | length);
    else if (by1 !== undefined && length < 0x100) this.#unsigned(by1, length, 1);
    else if (length < 0x1_0000) this.#unsigned(by2, length, 2);
    else this.#unsigned(by4, length, 4);
  }

  #unsigned(format: number, value: number, bytes: 1 | 2 | 4): void {
    const at = this.#room(1 + bytes);
    this.#out[at] = format;
    this.#out.writeUIntBE(value, at + 1, bytes);
  }

  #number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) {
      if (value < 0x80) this.#byte(value);
      else if (value < 0x100) this.#unsigned(0xcc, value, 1);
      else if (value < 0x1_0000) this.#unsigned(0xcd, value, 2);
      else this.#unsigned(0xce, value, 4);
    } else if (Number.isSafeInteger(value)) {
      const at = this.#room(9);
      this.#out[at] = value > 0 ? UINT64 : INT64;
      this.#out.writeBigInt64BE(BigInt(value), at + 1);
    } else {
      const at = this.#room(9);
      this.#out[at] = FLOAT64;
      this.#out.writeDoubleBE(value, at + 1);
    }
  }

  #text(text: string): void {
    const length = Buffer.byteLength(text);
    this.#sized(TEXT, length);
    const at = this.#room(length);
    this.#out.write(text, at);
  }

  pack(value: unknown): void {
    if (value === undefined || value === null) this.#byte(NIL);
    else if (typeof value === 'boolean') this.#byte(value ? TRUE : FALSE);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#text(value);
    else if (value instanceof Uint8Array) {
      this.#sized(BYTES, value.length);
      const at = this.#room(value.length);
      this.#out.set(value, at);
    } else if (Array.isArray(value)) {
      this.#sized(ARRAY, value.length);
      for (const item of value) this.pack(item);
    } else {
      const entries = Object.entries(value);
      this.#sized(MAP, entries.length);
      for (const [key, item] of entries) {
        this.#text(key);
        this.pack(item);
      }
    }
  }
}

/** One value: nil for undefined, a map for any other object. */
export function pack(value: unknown): Buffer {
  const packer = new Packer();
  packer.pack(value);
  return packer.packed;
}

/** Bytes of the lengths behind three formats in a row. */
const LENGTHS = [1, 2, 4] as const;

class Unpacker {
  readonly #from: Buffer;
  #at = 0;

  constructor(from: Buffer) {
    this.#from = from;
  }

  get left(): number {
    return this.#from.length - this.#at;
  }

  /** Where the next so many bytes are. */
  #take(count: number): number {
    if (count > this.left) throw new RangeError('the value is cut off');
    const at = this.#at;
    this.#at += count;
    return at;
  }

  #unsigned(bytes: number): number {
    return this.#from.readUIntBE(this.#take(bytes), bytes);
  }

  value(deep = 0): unknown {
    if (deep > MAX_DEPTH) throw new RangeError(`values within values are more than ${MAX_DEPTH} deep`);
    const format = this.#from[this.#take(1)] ?? 0;
    if (format < 0x80) return format;
    if (format < 0x90) return this.#map(format & 0x0f, deep);
    if (format < 0xa0) return this.#array(format & 0x0f, deep);
    if (format < 0xc0) return this.#text(format & 0x1f);
    if (format >= 0xe0) return format - 0x100;
    return this.#long(format, deep);
  }

  #long(format: number, deep: number): unknown {
    switch (format) {
      case NIL:
        return null;
      case FALSE:
      case TRUE:
        return format === TRUE;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#bytes(this.#unsigned(LENGTHS[format - 0xc4] ?? 0));
      case 0xca:
        return this.#from.readFloatBE(this.#take(4));
      case FLOAT64:
        return this.#from.readDoubleBE(this.#take(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(LENGTHS[format - 0xcc] ?? 0);
      case UINT64:
        return Number(this.#from.readBigUInt64BE(this.#take(8)));
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const bytes = LENGTHS[format - 0xd0] ?? 0;
        return this.#from.readIntBE(this.#take(bytes), bytes);
      }
      case INT64:
        return Number(this.#from.readBigInt64BE(this.#take(8)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(LENGTHS[format - 0xd9] ?? 0));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(format === 0xdc ? 2 : 4), deep);
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(format === 0xde ? 2 : 4), deep);
      default:
        throw new TypeError(`there is no place in a message for the format 0x${format.toString(16)}`);
    }
  }

  #bytes(length: number): Buffer {
    const at = this.#take(length);
    return this.#from.subarray(at, at + length);
  }

  #text(length: number): string {
    const at = this.#take(length);
    return this.#from.toString('utf8', at, at + length);
  }

  #array(length: number, deep: number): unknown[] {
    const items: unknown[] = [];
    for (let count = 0; count < length; count++) items.push(this.value(deep + 1));
    return items;
  }

  #map(length: number, deep: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let count = 0; count < length; count++) {
      const key = this.value(deep + 1);
      const value = this.value(deep + 1);
      if (typeof key === 'string') {
        // As an assignment __proto__ would set the prototype.
        if (key === '__proto__')
          Object.defineProperty(map, key, { value, enumerable: true, configurable: true });
        else map[key] = value;
      } else if (key !== null && typeof key !== 'number') {
        throw new TypeError('a key is no text');
      }
    }
    return map;
  }
}

/**
 * The one value that the bytes are. Bytes in it are a view of them.
 * @throws RangeError, TypeError if they are not exactly one value, or hold what has no place in a message
 */
export function unpack(bytes: Buffer): unknown {
  const unpacker = new Unpacker(bytes);
  const value = unpacker.value();
  if (unpacker.left > 0) throw new RangeError('bytes behind the value');
  return value;
}
