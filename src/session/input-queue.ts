// Input of several senders that waits for the program. Invariants: the bytes of one sender keep
// their order and none is lost; each sender gets its turn, so none waits longer than the others'
// current turns; and no sender's bytes stand inside another one's token or bracketed paste. For
// that a turn ends between tokens. A paste that continues in a later turn is closed, and opened
// again there, if the program knows pastes. A paste that has been silent for a while has ended.
import { InputTokens, PASTE_END, PASTE_START } from './input-tokens.ts';

export interface InputLimits {
  /**
   * The most that one sender writes before the next one's turn, not counting the rest of a token.
   */
  readonly turnBytes: number;
  /** The longest token that others wait for. */
  readonly tokenBytes: number;
  /** How long others wait for the rest of a token that has not come yet. */
  readonly holdMs: number;
  /** How long after its last byte a paste without an end has ended; for ever if left out. */
  readonly pasteMs?: number;
}

const NOTHING = Buffer.alloc(0);

/** One sender: its waiting bytes, and where its input stands. */
class Sender {
  readonly tokens: InputTokens;
  chunks: Uint8Array[] = [];
  bytes = 0;
  /** Called when all of this sender's input has been taken. */
  drained: (() => void)[] = [];
  /** True if its paste was closed for the turns of others, and continues. */
  suspended = false;
  /** True if the program was given the beginning of a paste that has ended without its end. */
  unclosed = false;
  /** When the token that it has not ended yet was written, and when its last bytes came, in ms. */
  since = 0;
  addedAt = 0;
  /** No more input will come, so nothing is held back. */
  complete = false;
  gone = false;

  constructor(tokenBytes: number) {
    this.tokens = new InputTokens(tokenBytes);
  }

  /** The next bytes that may be written together: none if none wait, or a paste's end. */
  next(most: number): Uint8Array {
    for (;;) {
      const [first, second] = this.chunks;
      if (!first) return NOTHING;
      const count = this.tokens.fit(first, most, this.complete);
      if (count > 0 || !second) return first.subarray(0, count);
      this.chunks.splice(0, 2, Buffer.concat([first, second]));
    }
  }

  /** Returns true if its paste has been silent for `pasteMs`: at most a part of its end waits. */
  isPasteOver(now: number, pasteMs: number): boolean {
    return this.tokens.paste && now - this.addedAt >= pasteMs && this.next(1).length === 0;
  }

  /** Its paste has ended without its end. */
  endPaste(): void {
    this.tokens.endPaste();
    this.unclosed = !this.suspended;
    this.suspended = false;
  }

  /** Its next bytes have been taken. */
  take(count: number, now: number): void {
    const [first] = this.chunks;
    if (!first || count === 0) return;
    this.tokens.advance(first.subarray(0, count));
    if (this.unclosed && Buffer.from(first.buffer, first.byteOffset, count).includes(PASTE_END))
      this.unclosed = false;
    if (this.tokens.length <= count) this.since = now;
    this.bytes -= count;
    if (count < first.length) this.chunks[0] = first.subarray(count);
    else this.chunks.shift();
  }
}

export class InputQueue {
  readonly #write: (bytes: Uint8Array) => number;
  readonly #limits: InputLimits;
  readonly #now: () => number;
  readonly #knowsPastes: () => boolean;
  readonly #pasteMs: number;
  /** In the order of their turns. */
  readonly #senders = new Map<number, Sender>();
  /** The sender of the last written bytes. */
  #writer: Sender | undefined;
  /** Bytes written in this turn. */
  #spent = 0;
  /** Closes and opens pastes; written before anything else. */
  #between: Uint8Array = NOTHING;
  #full = false;
  #heldUntil: number | undefined;

  /**
   * @param write writes to the terminal and returns how many bytes it took, fewer than given when
   *   it is full
   * @param now a clock, in ms
   * @param knowsPastes returns true if the program has asked for bracketed pastes (2004)
   */
  constructor(
    write: (bytes: Uint8Array) => number,
    limits: InputLimits,
    now: () => number,
    knowsPastes: () => boolean = () => true,
  ) {
    this.#write = write;
    this.#limits = limits;
    this.#now = now;
    this.#knowsPastes = knowsPastes;
    this.#pasteMs = limits.pasteMs ?? Infinity;
  }

  /** Bytes of this sender that wait. */
  waiting(sender: number): number {
    return this.#senders.get(sender)?.bytes ?? 0;
  }

  get empty(): boolean {
    return this.#between.length === 0 && [...this.#senders.values()].every(({ bytes }) => bytes === 0);
  }

  /** Returns true if the terminal took less than it was given, so that bytes wait for it. */
  get full(): boolean {
    return this.#full;
  }

  /** When to pump again, on the clock, if the end of a token or a paste is awaited. */
  get heldUntil(): number | undefined {
    return this.#heldUntil;
  }

  /**
   * Takes input: writes what can be written now and keeps the rest.
   * @param bytes must not be changed afterwards
   * @returns true if all of it has been written
   */
  add(id: number, bytes: Uint8Array): boolean {
    if (bytes.length === 0) return this.waiting(id) === 0;
    const sender = this.#senders.get(id) ?? new Sender(this.#limits.tokenBytes);
    this.#senders.set(id, sender);
    const now = this.#now();
    if (sender.isPasteOver(now, this.#pasteMs)) sender.endPaste();
    sender.addedAt = now;
    sender.chunks.push(bytes);
    sender.bytes += bytes.length;
    this.pump();
    return sender.bytes === 0;
  }

  /**
   * Calls back once all input of this sender has been taken, at once if nothing waits. It sends no
   * more, so an end of its input that was held back within a paste is written with the next pump.
   */
  whenDrained(id: number, call: () => void): void {
    const sender = this.#senders.get(id);
    if (sender) sender.complete = true;
    if (sender && sender.bytes > 0) sender.drained.push(call);
    else call();
  }

  /**
   * Takes back a sender's unwritten input. A paste that has begun is ended all the same.
   * @returns how many bytes will not be written
   */
  withdraw(id: number): number {
    const sender = this.#senders.get(id);
    if (!sender) return 0;
    const { bytes } = sender;
    sender.chunks = sender.tokens.paste && !sender.suspended ? [PASTE_END] : [];
    sender.bytes = sender.chunks.length > 0 ? PASTE_END.length : 0;
    sender.suspended = false;
    sender.complete = true;
    sender.drained = [];
    return bytes;
  }

  /**
   * The sender has left. Its waiting input is still written, even if its last token is incomplete.
   */
  leave(id: number): void {
    const sender = this.#senders.get(id);
    if (!sender) return;
    sender.complete = sender.gone = true;
    if (sender.bytes === 0) this.#senders.delete(id);
  }

  /**
   * Writes on, a turn for each sender after the other, until the terminal is full or nothing can be
   * written.
   * @returns the number of bytes that it took
   */
  pump(): number {
    this.#full = false;
    let total = this.#writeBetween();
    for (let id = this.#next(); id !== undefined && !this.full; id = this.#next()) total += this.#turn(id);
    return total;
  }

  /**
   * Returns the next writer: a sender within its turn or a token, or the one that has waited
   * longest.
   */
  #next(): number | undefined {
    this.#heldUntil = undefined;
    const writer = this.#writer;
    let other: number | undefined;
    let again: number | undefined;
    for (const [id, sender] of this.#senders) {
      if (sender.next(1).length === 0 && !this.#endsPaste(sender)) continue;
      if (sender !== writer) other ??= id;
      else if (!sender.tokens.whole || this.#spent < this.#limits.turnBytes) return id;
      else again = id;
    }
    if (other === undefined) return again;
    if (!writer || writer.gone || writer.tokens.whole) return other;
    const until = writer.since + this.#limits.holdMs;
    if (this.#now() >= until) return other;
    this.#heldUntil = Math.min(until, this.heldUntil ?? Infinity);
    return undefined;
  }

  /** Returns true if bytes that may begin a paste's end have waited long enough for the rest. */
  #endsPaste(sender: Sender): boolean {
    if (sender.bytes === 0) return false;
    if (sender.isPasteOver(this.#now(), this.#pasteMs)) {
      sender.endPaste();
      return true;
    }
    const until = sender.addedAt + this.#pasteMs;
    if (until < Infinity) this.#heldUntil = Math.min(until, this.heldUntil ?? Infinity);
    return false;
  }

  #turn(id: number): number {
    const sender = this.#senders.get(id);
    if (!sender) return 0;
    const { turnBytes } = this.#limits;
    const others = sender !== this.#writer;
    if (others || (this.#spent >= turnBytes && sender.tokens.whole)) this.#spent = 0;
    // A sender that has had a turn moves to the end, for the next time that the terminal takes
    // input.
    this.#senders.delete(id);
    this.#senders.set(id, sender);
    let total = 0;
    if (others) {
      this.#change(sender);
      total += this.#writeBetween();
    }
    if (!this.#full) {
      const bytes = sender.next(Math.max(turnBytes - this.#spent, 1));
      const taken = bytes.length > 0 ? this.#write(bytes) : 0;
      this.#full = taken < bytes.length;
      this.#spent += taken;
      total += taken;
      sender.take(taken, this.#now());
    }
    if (sender.bytes === 0) {
      if (sender.gone) this.#senders.delete(id);
      for (const call of sender.drained.splice(0)) call();
    }
    return total;
  }

  /**
   * Another sender's turn begins: closes the paste of the sender before, and opens this one's
   * again. A program that does not know pastes gets neither marker, as they would be keys to it.
   */
  #change(sender: Sender): void {
    const between: Uint8Array[] = [];
    const writer = this.#writer;
    this.#writer = sender;
    if (writer?.isPasteOver(this.#now(), this.#pasteMs)) writer.endPaste();
    const isOpen = writer !== undefined && (writer.tokens.paste || writer.unclosed);
    if ((isOpen || sender.suspended) && this.#knowsPastes()) {
      if (isOpen) between.push(PASTE_END);
      if (writer) writer.suspended = writer.tokens.paste;
      // If the paste ends here, its end has already been written.
      if (sender.suspended && PASTE_END.equals(sender.next(PASTE_END.length)))
        sender.take(PASTE_END.length, this.#now());
      else if (sender.suspended) between.push(PASTE_START);
    }
    if (writer) writer.unclosed = false;
    sender.suspended = false;
    this.#between = Buffer.concat(between);
  }

  #writeBetween(): number {
    if (this.#between.length === 0) return 0;
    const taken = this.#write(this.#between);
    this.#full = taken < this.#between.length;
    this.#between = this.#between.subarray(taken);
    return taken;
  }
}
