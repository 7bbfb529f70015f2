// The end of the program's output, as it came. Invariant: it keeps the last bytes of the output, up
// to the limit. Each is known by its place in the whole output, its sequence number.

/** The buffer of a session that says little. */
const MIN_BYTES = 8 * 1024;

export class KeptOutput {
  readonly #limit: number;
  /**
   * A byte stands at its sequence number modulo the length, which grows to the limit before
   * anything is lost.
   */
  #buffer: Buffer = Buffer.alloc(0);
  #end = 0;
  #onGone: ((bytes: Buffer) => void) | undefined;

  /** @param limit bytes that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The sequence number of the first byte that is kept. */
  get start(): number {
    return Math.max(0, this.#end - this.#limit);
  }

  /** Bytes of output so far: the sequence number of the next one. */
  get end(): number {
    return this.#end;
  }

  /**
   * Calls back with the bytes that are not kept any more, in order and just before they go; or does
   * so no longer.
   */
  whenGone(call: ((bytes: Buffer) => void) | undefined): void {
    this.#onGone = call;
  }

  /** Adds a copy of the bytes. */
  add(bytes: Buffer): void {
    this.#tell(bytes);
    this.#grow(this.#end + bytes.length);
    const size = this.#buffer.length;
    const place = this.#end % (size || 1);
    if (place + bytes.length <= size) {
      this.#buffer.set(bytes, place);
      this.#end += bytes.length;
      return;
    }
    const last = bytes.subarray(Math.max(0, bytes.length - size));
    const at = (this.#end + bytes.length - last.length) % size;
    const first = last.subarray(0, size - at);
    this.#buffer.set(first, at);
    this.#buffer.set(last.subarray(first.length), 0);
    this.#end += bytes.length;
  }

  /**
   * Reports what these bytes displace: kept bytes, and their own beginning if they exceed the
   * limit.
   */
  #tell(bytes: Buffer): void {
    if (!this.#onGone) return;
    const gone = Math.max(0, this.#end + bytes.length - this.#limit) - this.start;
    const kept = Math.min(gone, this.#end - this.start);
    for (const part of this.#parts(this.start, kept)) this.#onGone(part);
    if (gone > kept) this.#onGone(bytes.subarray(0, gone - kept));
  }

  #grow(needed: number): void {
    const wanted = Math.min(needed, this.#limit);
    if (this.#buffer.length >= wanted) return;
    const size = Math.min(this.#limit, Math.max(MIN_BYTES, 2 ** Math.ceil(Math.log2(wanted))));
    const larger = Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }

  /**
   * Copies the kept output from a sequence number on.
   * @param from bytes that are not kept any more are left out
   * @param most bytes
   */
  read(from: number, most = Infinity): Buffer {
    const first = Math.min(Math.max(from, this.start), this.#end);
    return Buffer.concat(this.#parts(first, Math.min(most, this.#end - first)));
  }

  /**
   * Views of this many bytes from a sequence number on, which must be kept: two views if they
   * continue at the front.
   */
  #parts(from: number, count: number): Buffer[] {
    if (count === 0) return [];
    const at = from % this.#buffer.length;
    const part = this.#buffer.subarray(at, at + count);
    return part.length === count ? [part] : [part, this.#buffer.subarray(0, count - part.length)];
  }
}
