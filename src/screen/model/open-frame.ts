// A frame of which only the beginning has arrived: a synchronised update (DEC mode 2026) that is
// still open. Terminals show the screen before it until it ends, for a second at most. Here its
// bytes wait for as long. A frame that is complete when it begins is not waited for, and costs a
// search for its end.
import type { Backlog } from './backlog.ts';

/**
 * How long terminals wait for the end of an update: kitty 2 s, others (foot, Ghostty, VTE) a second
 * or less.
 */
const FRAME_MS = 1_000;

/** DECRST 2026, as programs send it. For another form the second must pass. */
export const END_OF_FRAME = '\x1b[?2026l';

/**
 * A query, whose answer the program may need before it continues: DA, DSR, DECRQM, XTVERSION, OSC,
 * ...
 */
const QUERY = /\x1b(?:\[[?>=]?[\d;]*(?:[cn]|\$p|>?q)|\[\?u|P[+$]q|\]\d+;[^\x07\x1b]*\?)/;

/** Longer than the end of a frame or the beginning of a query, either of which may be cut. */
const OVERLAP_BYTES = 16;

export class OpenFrame {
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | undefined;
  #searched = 0;

  /** @param onEnd called after it was closed */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  get isOpen(): boolean {
    return this.#timer !== undefined;
  }

  /** A frame begins with these bytes. It is waited for if they do not end it. */
  open(waiting: Backlog): void {
    this.#searched = 0;
    if (this.goesOn(waiting)) this.#timer = setTimeout(() => this.close(), FRAME_MS);
  }

  /** Returns true if nothing that waits ends the frame, or asks for an answer. */
  goesOn(waiting: Backlog): boolean {
    const from = Math.max(0, this.#searched - OVERLAP_BYTES);
    const bytes = waiting.peek(from, waiting.length);
    this.#searched = waiting.length;
    return !bytes.includes(END_OF_FRAME) && !QUERY.test(bytes.toString('latin1'));
  }

  close(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#onEnd();
  }
}
