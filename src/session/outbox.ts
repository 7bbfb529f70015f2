// Output that waits for one client. Invariants: the frames go out whole and in order, one write at a time; at
// most `limit` bytes wait; once frames were dropped nothing goes out before the client has been resynced.

export interface OutboxPort {
  /**
   * Hands bytes to the client's socket.
   * @returns whether all of them were taken at once; otherwise `written()` is to be called when they have been
   */
  write(bytes: Buffer): boolean;
}

/** Bytes that many clients are sent, in a buffer that may be used again. */
export interface Frame {
  readonly bytes: Buffer;
  /** Says that the buffer must not be used again, as a socket is still sending from it. */
  retain(): void;
  /** The same bytes in a buffer that stays as it is. */
  copy(): Buffer;
}

export class Outbox {
  readonly #port: OutboxPort;
  readonly #limit: number;
  readonly #writeBytes: number;
  #frames: Buffer[] = [];
  #bytes = 0;
  #writing = false;
  #missed = 0;

  /**
   * @param limit bytes that may wait
   * @param writeBytes the most that is handed to the port at once, where more than one frame waits
   */
  constructor(port: OutboxPort, limit: number, writeBytes: number) {
    this.#port = port;
    this.#limit = limit;
    this.#writeBytes = writeBytes;
  }

  /** Bytes that wait here, not counting those that the socket has. */
  get waiting(): number {
    return this.#bytes;
  }

  get full(): boolean {
    return this.#bytes >= this.#limit;
  }

  /** Whether nothing waits here or in the socket. */
  get empty(): boolean {
    return !this.#writing && this.#bytes === 0;
  }

  /** Bytes dropped since the last resync. */
  get missed(): number {
    return this.#missed;
  }

  /**
   * Sends a frame, or keeps it until the client has taken what is before it.
   * @returns false if it was dropped, because this client has lost bytes and was not resynced yet
   */
  send(frame: Frame): boolean {
    const { bytes } = frame;
    if (this.#missed > 0) {
      this.#missed += bytes.length;
      return false;
    }
    this.#put(frame);
    return true;
  }

  /** Sends what is no output, and is therefore not dropped while the client waits for its resync. */
  sendAlways(frame: Frame): void {
    this.#put(frame);
  }

  #put(frame: Frame): void {
    const { bytes } = frame;
    if (!this.#writing && this.#bytes === 0) {
      this.#writing = !this.#port.write(bytes);
      if (this.#writing) frame.retain();
    } else {
      this.#frames.push(frame.copy());
      this.#bytes += bytes.length;
    }
  }

  /** Drops all that waits here. What the socket has already is sent whole. */
  drop(): void {
    this.#missed += this.#bytes;
    this.#frames = [];
    this.#bytes = 0;
  }

  /** The client takes bytes again and gets a fresh picture: from here on its output counts. */
  resynced(): void {
    this.#missed = 0;
  }

  /** What the socket had has been taken: hands it more. */
  written(): void {
    this.#writing = false;
    while (!this.#writing && this.#frames.length > 0) {
      const next = this.#take();
      this.#writing = !this.#port.write(next);
    }
  }

  #take(): Buffer {
    let count = 0;
    let bytes = 0;
    for (const frame of this.#frames) {
      if (count > 0 && bytes + frame.length > this.#writeBytes) break;
      bytes += frame.length;
      count++;
    }
    this.#bytes -= bytes;
    const taken = this.#frames.splice(0, count);
    return taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken, bytes);
  }
}
