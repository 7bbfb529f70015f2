// Output that waits for the screen model, in one buffer that grows to a bound, as most sessions
// never need much. Invariant: the bytes that it gives out, in order, have the effect of all that
// was added.
import { MODEL_BACKLOG_BYTES } from '../../base/limits/model-limits.ts';

/** The buffer of a session that says little. */
const MIN_BYTES = 8 * 1024;

/** Returns the parts of a stretch of output that must be parsed: one part if all of it must be. */
export type Needed = (waiting: Buffer) => Buffer[];

export class Backlog {
  #buffer: Buffer | undefined;
  /** The waiting bytes stand in the buffer from #start to #end. */
  #start = 0;
  #end = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Returns true if this many bytes more would be too many. */
  isFullFor(count: number): boolean {
    return this.length + count > MODEL_BACKLOG_BYTES;
  }

  /**
   * Adds a copy of the bytes, even beyond the bound, as a program that is stopped may have more.
   */
  add(bytes: Uint8Array): void {
    if (this.#start > 0 && this.#end + bytes.length > (this.#buffer?.length ?? 0)) this.#moveToFront();
    this.#room(this.#end + bytes.length).set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #room(bytes: number): Buffer {
    if (this.#buffer && this.#buffer.length >= bytes) return this.#buffer;
    const size = Math.max(MIN_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#buffer?.copy(buffer, 0, 0, this.#end);
    return (this.#buffer = buffer);
  }

  /**
   * The bytes after the first `from`, at most this many: a view, valid until bytes are added or
   * skipped.
   */
  peek(from: number, most: number): Buffer {
    const at = this.#start + from;
    return this.#buffer?.subarray(at, Math.min(at + most, this.#end)) ?? Buffer.alloc(0);
  }

  /** Removes the first bytes; at least as many must wait. */
  drop(count: number): void {
    this.#start += count;
    if (this.length === 0) this.#start = this.#end = 0;
  }

  /**
   * Leaves out bytes that need not be parsed.
   * @param within this many of the first bytes
   * @returns by how many bytes less waits now
   */
  skip(needed: Needed, within = this.length): number {
    const buffer = this.#buffer;
    if (!buffer) return 0;
    const [from, to, end] = [this.#start, this.#start + within, this.#end];
    const parts = needed(buffer.subarray(from, to));
    if (parts.length < 2) return 0;
    // The kept bytes move forward, as they are shorter than the skipped stretch that they replace.
    this.#end = 0;
    for (const part of parts) {
      buffer.set(part, this.#end);
      this.#end += part.length;
    }
    buffer.copyWithin(this.#end, to, end);
    this.#end += end - to;
    this.#start = 0;
    return end - from - this.#end;
  }

  #moveToFront(): void {
    this.#buffer?.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }

  /** Frees the buffer if nothing waits. */
  clear(): void {
    if (this.length === 0) this.#buffer = undefined;
  }
}
