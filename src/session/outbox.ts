// Output that waits for one client. Invariants: the frames are sent whole and in order, one write
// at a time; at most `limit` bytes of output wait; only output is ever dropped; once output was
// dropped, no more of it is sent before the client has been resynced.

export interface OutboxPort {
  /**
   * Hands bytes to the client's socket.
   * @returns true if all of them were taken at once; otherwise `written()` is to be called when
   *   they have been
   */
  write(bytes: Buffer): boolean;
}

/** Bytes that wait, in a buffer that stays as it is: one for all the clients that they wait for. */
export interface QueuedChunk {
  readonly bytes: Buffer;
  /**
   * How many of them are the program's; undefined for frames other than output, which are never
   * dropped.
   */
  readonly output: number | undefined;
  /** Undoes in the client's terminal everything up to here, if that has changed. */
  readonly undo?: string | undefined;
}

/** Output that many clients are sent, in a buffer that may be used again. */
export interface Frame {
  readonly bytes: Buffer;
  /** How many of them are the program's. */
  readonly output: number;
  /** How many of them are for the terminal: the same number if left out. */
  readonly data?: number;
  /** As of a piece. */
  readonly undo?: string | undefined;
  /** Says that the buffer must not be used again, as a socket is still sending from it. */
  retain(): void;
  /** The same as something that can wait. */
  keep(): QueuedChunk;
}

/** Turns output into what this one client is sent. */
export interface Composer {
  /**
   * Sends a frame as it is, another frame instead, or nothing.
   * @returns false if it was dropped
   */
  compose(frame: Frame, send: (frame: Frame) => boolean): boolean;
}

export class Outbox {
  composer: Composer | undefined;
  readonly #port: OutboxPort;
  readonly #limit: number;
  readonly #writeBytes: number;
  #pieces: QueuedChunk[] = [];
  /** Bytes that wait: in frames of output, and in all others. */
  #waiting = 0;
  #controlBytes = 0;
  #writing = false;
  #hasDropped = false;
  #missed = 0;
  #held = false;
  #data = 0;
  #undo: string | undefined;

  /**
   * @param limit bytes of output that may wait
   * @param writeBytes the most that is handed to the port at once, if several frames wait
   */
  constructor(port: OutboxPort, limit: number, writeBytes: number) {
    this.#port = port;
    this.#limit = limit;
    this.#writeBytes = writeBytes;
  }

  /** Bytes of output that wait here, not counting those that the socket has. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Bytes that wait here and are not output. */
  get controlBytes(): number {
    return this.#controlBytes;
  }

  /** Returns true if nothing waits here or in the socket. */
  get empty(): boolean {
    return !this.#writing && this.#pieces.length === 0;
  }

  /** Returns true if output was dropped since the last resync. */
  get hasDropped(): boolean {
    return this.#hasDropped;
  }

  /** Bytes of the program's that were dropped since the last resync. */
  get missed(): number {
    return this.#missed;
  }

  /**
   * Sends output, or keeps it until the client has taken the frames before it. If it does not fit,
   * all waiting output is dropped with it: a resync makes good for any of it, and should come soon.
   * @returns false if it was dropped
   */
  send(frame: Frame): boolean {
    if (this.#held) return true;
    if (!this.composer || this.#hasDropped) return this.#send(frame);
    return this.composer.compose(frame, (composed) => this.#send(composed));
  }

  #send(frame: Frame): boolean {
    this.#data += frame.data ?? frame.output;
    if (!this.#hasDropped && this.empty) {
      this.#writing = !this.#port.write(frame.bytes);
      this.#undo = frame.undo ?? this.#undo;
      if (this.#writing) frame.retain();
      return true;
    }
    if (!this.#hasDropped && this.#waiting + frame.bytes.length <= this.#limit) {
      this.#waiting += frame.bytes.length;
      this.#pieces.push(frame.keep());
      return true;
    }
    this.drop();
    this.#hasDropped = true;
    this.#missed += frame.output;
    return false;
  }

  /**
   * Undoes in the client's terminal everything that was sent and not dropped; undefined if no frame
   * had an undo.
   */
  get undo(): string | undefined {
    return this.#pieces.findLast(({ undo }) => undo !== undefined)?.undo ?? this.#undo;
  }

  /** Bytes for the terminal since the last resync: more than the client gets if output is lost. */
  get data(): number {
    return this.#data;
  }

  /**
   * Sends anything but output, or output for this client only. It is neither dropped nor held back
   * until the resync.
   * @param data how many of the bytes are for the terminal
   * @param undo as of a piece
   */
  sendControl(bytes: Buffer, data = 0, undo?: string): void {
    this.#data += data;
    if (this.empty) {
      this.#writing = !this.#port.write(bytes);
      this.#undo = undo ?? this.#undo;
      return;
    }
    this.#controlBytes += bytes.length;
    this.#pieces.push({ bytes, output: undefined, undo });
  }

  /** Drops the output that waits here. Frames that the socket has already are sent whole. */
  drop(): void {
    if (this.#waiting === 0) return;
    for (const { output = 0 } of this.#pieces) this.#missed += output;
    this.#pieces = this.#pieces.filter(({ output }) => output === undefined);
    this.#waiting = 0;
    this.#hasDropped = true;
  }

  /**
   * Returns true if output is neither sent nor dropped here: the client is sent it in another way.
   */
  get held(): boolean {
    return this.#held;
  }

  hold(on: boolean): void {
    this.#held = on;
  }

  /** The client gets a new snapshot: from here on its output counts. */
  resynced(): void {
    this.#hasDropped = false;
    this.#missed = 0;
    this.#data = 0;
  }

  /** The socket has taken its bytes: hands it more. */
  written(): void {
    this.#writing = false;
    while (!this.#writing && this.#pieces.length > 0) this.#writing = !this.#port.write(this.#take());
  }

  #take(): Buffer {
    let count = 0;
    let total = 0;
    for (const { bytes, output, undo } of this.#pieces) {
      if (count > 0 && total + bytes.length > this.#writeBytes) break;
      total += bytes.length;
      if (output === undefined) this.#controlBytes -= bytes.length;
      else this.#waiting -= bytes.length;
      this.#undo = undo ?? this.#undo;
      count++;
    }
    const taken = this.#pieces.splice(0, count).map(({ bytes }) => bytes);
    return taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken, total);
  }
}
