// Bytes that wait to be written, in order, wherever they are kept.

export interface WaitingBytes {
  readonly length: number;
  /** Copies the first of the bytes. */
  read(most: number): Buffer;
  /** This many of the first have been written. */
  written(count: number): void;
}

/** Bytes that are kept for nothing but to be written. */
export class ByteQueue implements WaitingBytes {
  #pieces: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  read(most: number): Buffer {
    const count = Math.min(most, this.#length);
    const pieces: Buffer[] = [];
    for (let index = 0, total = 0; total < count; index++) {
      const piece = this.#pieces[index];
      if (!piece) break;
      pieces.push(piece);
      total += piece.length;
    }
    return Buffer.concat(pieces, count);
  }

  written(count: number): void {
    let left = Math.min(count, this.#length);
    this.#length -= left;
    let whole = 0;
    for (let first = this.#pieces[0]; first && left >= first.length; first = this.#pieces[whole]) {
      left -= first.length;
      whole++;
      if (left === 0) break;
    }
    this.#pieces.splice(0, whole);
    const first = this.#pieces[0];
    if (first && left > 0) this.#pieces[0] = first.subarray(left);
  }
}
