// Output that waits for the screen model, in one buffer that grows to a bound, as most sessions never need much.
// Invariant: what it gives out, in order, has the effect of all that was put in.
import { MODEL_BACKLOG_BYTES, MODEL_ROOM_BYTES } from '../base/limits.ts';

/** The buffer of a session that says little. */
const LEAST_BYTES = 8 * 1024;

/** The parts of a stretch of output that have to be parsed: one if that is all of it. */
export type Needed = (waiting: Buffer) => Buffer[];

export class Backlog {
  #buffer: Buffer | undefined;
  /** What waits stands in the buffer from #start to #end. */
  #start = 0;
  #end = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Whether so many bytes more would be too many. */
  isFullFor(count: number): boolean {
    return this.length + count > MODEL_BACKLOG_BYTES;
  }

  /** Adds a copy of the bytes, for which there must be room. */
  add(bytes: Uint8Array): void {
    if (this.#start > 0 && this.#end + bytes.length > (this.#buffer?.length ?? 0)) this.#moveToFront();
    this.#room(this.#end + bytes.length).set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #room(bytes: number): Buffer {
    if (this.#buffer && this.#buffer.length >= bytes) return this.#buffer;
    const size = Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
    const buffer = Buffer.allocUnsafeSlow(Math.min(size, MODEL_BACKLOG_BYTES));
    this.#buffer?.copy(buffer, 0, 0, this.#end);
    return (this.#buffer = buffer);
  }

  /** Takes up to so many bytes out: a view, valid until the next call. */
  take(most: number): Buffer {
    const from = this.#start;
    this.#start = Math.min(from + most, this.#end);
    const taken = this.#buffer?.subarray(from, this.#start) ?? Buffer.alloc(0);
    if (this.length === 0) this.#start = this.#end = 0;
    return taken;
  }

  /** Leaves out what need not be parsed. */
  skip(needed: Needed): void {
    const buffer = this.#buffer;
    if (!buffer) return;
    const parts = needed(buffer.subarray(this.#start, this.#end));
    if (parts.length < 2) return;
    // What is kept moves forward, as something shorter than what was skipped stands in its place.
    this.#end = 0;
    for (const part of parts) {
      buffer.set(part, this.#end);
      this.#end += part.length;
    }
    this.#start = 0;
  }

  /**
   * Makes room in a full one: what need not be parsed goes, and if that is little, the oldest is given out.
   * @returns what is to be parsed at once: a view, valid until the next call
   */
  makeRoom(needed: Needed): Buffer {
    this.skip(needed);
    return this.take(this.length > MODEL_BACKLOG_BYTES / 2 ? MODEL_ROOM_BYTES : 0);
  }

  #moveToFront(): void {
    this.#buffer?.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }

  /** Lets go of the buffer, if nothing waits. */
  letGo(): void {
    if (this.length === 0) this.#buffer = undefined;
  }
}
