// The way of the clients' input to the program, at its pace. Node offers no way to wait until a
// PTY's master takes input again, so a full one is tried again, at longer and longer intervals
// while it takes nothing.
import { now } from '../../base/clock.ts';
import {
  INPUT_HOLD_MS,
  INPUT_QUEUE_BYTES,
  INPUT_RETRY_FIRST_MS,
  INPUT_TOKEN_BYTES,
  INPUT_TURN_BYTES,
  PASTE_PAUSE_MS,
  INPUT_RETRY_MAX_MS,
} from '../../base/limits/input-limits.ts';
import type { ModeState } from '../../screen/modes/mode-state.ts';
import { InputQueue } from '../../session/input-queue.ts';
import { onBytesProcessed } from '../../v8/compilers.ts';
import type { Connection } from '../clients/connection.ts';

/** Ctrl-L, at which line editors and full-screen programs draw their screen again. */
const REDRAW_KEY = Buffer.of(0x0c);

/** The ends of a line for a program in line mode. */
const [LF, CR] = [0x0a, 0x0d];

/** The private mode in which pastes are bracketed (xterm's ctlseqs). */
const BRACKETED_PASTE = 2004;

/** The sender of answers, which no client's number is. */
const TERMINAL = 0;

const LIMITS = {
  turnBytes: INPUT_TURN_BYTES,
  tokenBytes: INPUT_TOKEN_BYTES,
  holdMs: INPUT_HOLD_MS,
  pasteMs: PASTE_PAUSE_MS,
};

export class InputPath {
  readonly #queue: InputQueue;
  /** Clients that are not read from, as too much of their input waits. */
  readonly #full = new Set<Connection>();
  #retryMs = INPUT_RETRY_FIRST_MS;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;
  #line = 0;

  /**
   * @param write writes to the terminal and returns the number of bytes it took, 0 when it is full
   * @param modes returns the modes that the program has set
   */
  constructor(write: (bytes: Uint8Array) => number, modes: () => Readonly<ModeState>) {
    const knowsPastes = (): boolean => modes().privateModes.get(BRACKETED_PASTE) === true;
    this.#queue = new InputQueue(write, LIMITS, now, knowsPastes);
  }

  /** Bytes after the last end of a line, from clients that do not attach: a line that has begun. */
  get line(): number {
    return this.#line;
  }

  #count(bytes: Uint8Array, typed: boolean): void {
    const end = Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR));
    if (end >= 0) this.#line = bytes.length - end - 1;
    else if (!typed) this.#line += bytes.length;
  }

  add(from: Connection, bytes: Uint8Array): void {
    this.#count(bytes, from.attached !== undefined);
    this.#queue.add(from.id, bytes);
    onBytesProcessed(bytes.length);
    if (this.#queue.waiting(from.id) > INPUT_QUEUE_BYTES) {
      this.#full.add(from);
      from.listen(false);
    }
    this.#schedule();
  }

  /** Types the key at which programs draw their screen again. */
  redraw(client: Connection): void {
    this.add(client, REDRAW_KEY);
  }

  /**
   * Types the terminal's answers. They are bounded for a program that keeps asking and never reads.
   */
  answer(report: Uint8Array): void {
    if (this.#queue.waiting(TERMINAL) > INPUT_QUEUE_BYTES) return;
    this.#queue.add(TERMINAL, report);
    this.#schedule();
  }

  /** Calls back once all that this client has sent, which is all it will send, has been taken. */
  whenTaken(from: Connection, call: () => void): void {
    this.#queue.whenDrained(from.id, call);
    this.#pump();
  }

  /** Takes back a client's input that the terminal has not taken. Returns the number of bytes. */
  withdraw(client: Connection): number {
    const count = this.#queue.withdraw(client.id);
    this.#line = Math.max(0, this.#line - count);
    this.#pump();
    return count;
  }

  /** The client has left; its input is still delivered. */
  leave(client: Connection): void {
    this.#full.delete(client);
    this.#queue.leave(client.id);
    this.#pump();
  }

  #pump(): void {
    const taken = this.#queue.pump();
    for (const client of this.#full) {
      if (this.#queue.waiting(client.id) > INPUT_QUEUE_BYTES / 2) continue;
      this.#full.delete(client);
      client.listen(true);
    }
    this.#retryMs = taken > 0 ? INPUT_RETRY_FIRST_MS : Math.min(this.#retryMs * 2, INPUT_RETRY_MAX_MS);
    this.#schedule();
  }

  /** Schedules another try, when the terminal may have room or a token may be broken off. */
  #schedule(): void {
    const { full, heldUntil } = this.#queue;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (this.#stopped || (!full && heldUntil === undefined)) return;
    const wait = heldUntil === undefined ? this.#retryMs : Math.max(1, heldUntil - now());
    this.#retry = setTimeout(() => this.#pump(), wait);
  }

  /**
   * The program has ended and reads no more input. Clients are read again, so that they can leave.
   */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    for (const client of this.#full) client.listen(true);
    this.#full.clear();
  }
}
