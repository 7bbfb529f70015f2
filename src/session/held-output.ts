// The program's output before anybody has attached. Invariant: what is held is the end of the output, and
// `before` has been told of every byte that is not held any more, in order.

/** Output is kept in blocks, so that many short writes do not cost a buffer each: small ones where there is little of it. */
const SMALL_BLOCK_BYTES = 16 * 1024;

/** All others have the same size, so that what is dropped has room for what comes next. */
const BLOCK_BYTES = 64 * 1024;

interface Block {
  readonly buffer: Buffer;
  count: number;
}

export class HeldOutput {
  readonly #limit: number;
  readonly #before: (bytes: Buffer) => void;
  #blocks: Block[] = [];
  #bytes = 0;
  #lost = 0;
  /** Of blocks that were dropped: in a flood they are the next ones', rather than garbage. */
  #spares: Buffer[] = [];

  /**
   * @param limit bytes that are held at least before the oldest go
   * @param before is given the bytes that are dropped
   */
  constructor(limit: number, before: (bytes: Buffer) => void) {
    this.#limit = limit;
    this.#before = before;
  }

  get full(): boolean {
    return this.#bytes >= this.#limit;
  }

  /** Bytes of the output that are not held any more. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Adds a copy of the bytes.
   * @param all whether nothing may go, as whoever is to see it all is about to come
   */
  add(bytes: Uint8Array, all: boolean): void {
    const last = this.#blocks.at(-1);
    const into = last && last.count + bytes.length <= last.buffer.length ? last : this.#open(bytes.length);
    into.buffer.set(bytes, into.count);
    into.count += bytes.length;
    this.#bytes += bytes.length;
    if (all) return;
    for (
      let first = this.#blocks[0];
      first && this.#bytes - first.count >= this.#limit;
      first = this.#blocks[0]
    ) {
      this.#blocks.shift();
      this.#bytes -= first.count;
      this.#lost += first.count;
      this.#before(first.buffer.subarray(0, first.count));
      if (first.buffer.length === BLOCK_BYTES) this.#spares.push(first.buffer);
    }
  }

  #open(atLeast: number): Block {
    const least = this.#bytes < BLOCK_BYTES ? SMALL_BLOCK_BYTES : BLOCK_BYTES;
    const bytes = atLeast <= least ? least : Math.ceil(atLeast / BLOCK_BYTES) * BLOCK_BYTES;
    const spare = bytes === BLOCK_BYTES ? this.#spares.pop() : undefined;
    const block = { buffer: spare ?? Buffer.allocUnsafeSlow(bytes), count: 0 };
    this.#blocks.push(block);
    return block;
  }

  /** Gives out what is held, and holds nothing any more. */
  take(): Buffer {
    const all = Buffer.concat(this.#blocks.map(({ buffer, count }) => buffer.subarray(0, count)));
    this.#blocks = [];
    this.#spares = [];
    this.#bytes = 0;
    return all;
  }
}
