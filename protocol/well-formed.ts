// Checks bytes before a library decodes them. Invariant: bytes that pass are exactly one value made
// of nil, booleans, numbers, text, bytes, arrays and maps, at most MAX_DEPTH deep. Formats and
// their lengths are from the specification of msgpack
// (github.com/msgpack/msgpack/blob/master/spec.md).
import { MAX_DEPTH } from './wire-limits.ts';

type Kind = 'nil' | 'boolean' | 'number' | 'text' | 'bytes' | 'array' | 'map';

/**
 * The formats 0xc0 to 0xdf: the kind of value, and the number of bytes of the value or of its
 * length field. Undefined for the extension types, from which libraries create objects, and for the
 * byte that msgpack never uses.
 */
const FORMATS: readonly (readonly [Kind, number] | undefined)[] = [
  ...([['nil', 0], undefined, ['boolean', 0], ['boolean', 0]] as const),
  ...([['bytes', 1], ['bytes', 2], ['bytes', 4], undefined, undefined, undefined] as const),
  ...([
    ['number', 4],
    ['number', 8],
  ] as const), // floats
  ...([
    ['number', 1],
    ['number', 2],
    ['number', 4],
    ['number', 8],
  ] as const), // unsigned integers
  ...([
    ['number', 1],
    ['number', 2],
    ['number', 4],
    ['number', 8],
  ] as const), // signed integers
  ...([undefined, undefined, undefined, undefined, undefined] as const),
  ...([
    ['text', 1],
    ['text', 2],
    ['text', 4],
    ['array', 2],
    ['array', 4],
    ['map', 2],
    ['map', 4],
  ] as const),
];

class Inspector {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Skips bytes and returns the offset where they begin. */
  #pass(count: number): number {
    if (count > this.left) throw new RangeError('the value is cut off');
    const at = this.#at;
    this.#at += count;
    return at;
  }

  /** Skips a value that is nested `depth` values deep. */
  value(depth = 0): Kind {
    if (depth > MAX_DEPTH) throw new RangeError(`values within values are more than ${MAX_DEPTH} deep`);
    const format = this.#bytes[this.#pass(1)] ?? 0;
    if (format < 0x80 || format >= 0xe0) return 'number';
    if (format < 0x90) return this.#items('map', format & 0x0f, depth);
    if (format < 0xa0) return this.#items('array', format & 0x0f, depth);
    if (format < 0xc0) return this.#items('text', format & 0x1f, depth);
    const [kind, size] = FORMATS[format - 0xc0] ?? [];
    if (kind === undefined || size === undefined)
      throw new TypeError(`there is no place in a message for the format 0x${format.toString(16)}`);
    const at = this.#pass(size);
    if (kind === 'number' || size === 0) return kind;
    return this.#items(kind, this.#bytes.readUIntBE(at, size), depth);
  }

  /** Skips the contents of a value of this kind and length. */
  #items(kind: Kind, length: number, depth: number): Kind {
    if (kind === 'text' || kind === 'bytes') this.#pass(length);
    else for (let count = 0; count < length; count++) this.#item(kind, depth + 1);
    return kind;
  }

  #item(kind: Kind, depth: number): void {
    if (kind === 'map') {
      const key = this.value(depth);
      if (key !== 'text' && key !== 'number' && key !== 'nil')
        throw new TypeError(`a key is no text, but of the kind ${key}`);
    }
    this.value(depth);
  }
}

/**
 * @throws RangeError, TypeError if the bytes are not exactly one value, or hold a type that
 *   messages do not use
 */
export function checkWellFormed(bytes: Buffer): void {
  const inspector = new Inspector(bytes);
  inspector.value();
  if (inspector.left > 0) throw new RangeError('bytes behind the value');
}
