// Input that waits for the program, of several senders. Invariants: the bytes of one sender keep their order
// and none is lost; each sender gets its turn, so nobody waits longer than the others' current turns.

interface Waiting {
  chunks: Buffer[];
  bytes: number;
  /** Called when all of this sender's input has been taken. */
  drained: (() => void)[];
}

export class InputQueue {
  readonly #write: (bytes: Uint8Array) => number;
  readonly #turnBytes: number;
  readonly #senders = new Map<number, Waiting>();

  /**
   * @param write writes to the terminal and returns how many bytes it took, 0 when it is full
   * @param turnBytes the most that one sender writes before the next one's turn
   */
  constructor(write: (bytes: Uint8Array) => number, turnBytes: number) {
    this.#write = write;
    this.#turnBytes = turnBytes;
  }

  /** Bytes of this sender that wait. */
  waiting(sender: number): number {
    return this.#senders.get(sender)?.bytes ?? 0;
  }

  get empty(): boolean {
    return this.#senders.size === 0;
  }

  /**
   * Takes input: writes what can be written now and keeps a copy of the rest.
   * @returns whether all of it has been written
   */
  add(sender: number, bytes: Uint8Array): boolean {
    let taken = 0;
    if (this.#senders.size === 0) {
      while (taken < bytes.length) {
        const count = this.#write(bytes.subarray(taken, taken + this.#turnBytes));
        if (count === 0) break;
        taken += count;
      }
    }
    if (taken === bytes.length) return true;
    const rest = Buffer.from(bytes.subarray(taken));
    const waiting = this.#senders.get(sender) ?? { chunks: [], bytes: 0, drained: [] };
    waiting.chunks.push(rest);
    waiting.bytes += rest.length;
    this.#senders.set(sender, waiting);
    return false;
  }

  /** Calls back once all that this sender has sent so far has been taken: at once if nothing waits. */
  whenDrained(sender: number, call: () => void): void {
    const waiting = this.#senders.get(sender);
    if (waiting) waiting.drained.push(call);
    else call();
  }

  /**
   * Writes on, a turn for each sender after the other, until the terminal is full or nothing waits.
   * @returns the number of bytes that it took
   */
  pump(): number {
    let total = 0;
    for (let taken = -1; taken !== 0 && this.#senders.size > 0; total += taken) {
      taken = 0;
      for (const [sender, waiting] of [...this.#senders]) taken += this.#turn(sender, waiting);
    }
    return total;
  }

  #turn(sender: number, waiting: Waiting): number {
    const first = waiting.chunks[0];
    if (!first) return 0;
    const taken = this.#write(first.subarray(0, this.#turnBytes));
    waiting.bytes -= taken;
    if (taken < first.length) waiting.chunks[0] = first.subarray(taken);
    else waiting.chunks.shift();
    // Whoever has had a turn goes to the end, for the next time that the terminal takes something.
    if (taken > 0) {
      this.#senders.delete(sender);
      this.#senders.set(sender, waiting);
    }
    if (waiting.chunks.length === 0) {
      this.#senders.delete(sender);
      for (const call of waiting.drained) call();
    }
    return taken;
  }
}
