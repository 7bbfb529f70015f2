// Which clients may type, which one leads, and what size follows from it. Pure: it decides,
// src/host carries out. Read-only clients are not on it. Invariant: there is a leader if and only
// if a client is on it.
import { MAX_TERMINAL_PIXELS_ACROSS } from '../../protocol/wire-limits.ts';
import type { Size, Sizing } from '../../protocol/message.ts';

/** The width or height in pixels of `cells` cells, if `of` cells have `theirs`. */
export const pixels = (cells: number, of: number, theirs = 0): number =>
  Math.min(Math.round((theirs * cells) / of), MAX_TERMINAL_PIXELS_ACROSS);

export class Roster {
  /** Clients in the order of their last keys, the leader last. */
  readonly #members = new Map<number, Size>();
  #leader: number | undefined;
  /** What determines the session's size. */
  sizing: Sizing;
  /** A size that was asked for; it counts until a member's terminal does again. */
  #requested: Size | undefined;

  constructor(sizing: Sizing = 'leader') {
    this.sizing = sizing;
  }

  /** A client attaches, and leads: a person has just turned to it. */
  attach(client: number, size: Size): void {
    this.#members.set(client, size);
    this.#leader = client;
    this.#requested = undefined;
  }

  leave(client: number): void {
    this.#members.delete(client);
    const next = [...this.#members.keys()].at(-1);
    if (next !== undefined && next !== this.#leader) this.#requested = undefined;
    this.#leader = next;
  }

  /** Keys of a client on it make it the leader; others (read-only, or not attached) never lead. */
  keys(client: number): void {
    const size = this.#members.get(client);
    if (!size || client === this.#leader) return;
    this.#members.delete(client);
    this.attach(client, size);
  }

  resize(client: number, size: Size): void {
    if (!this.#members.has(client)) return;
    this.#members.set(client, size);
    this.#requested = undefined;
  }

  /**
   * Sets the size without a terminal: for good if the sizing is a size, else until the members'
   * sizes count again.
   */
  request(size: Size): void {
    if (typeof this.sizing === 'object') this.sizing = size;
    else this.#requested = size;
  }

  has(client: number): boolean {
    return this.#members.has(client);
  }

  get leader(): number | undefined {
    return this.#leader;
  }

  /**
   * The size that the session should have, undefined to leave it as it is. Its cells are the
   * leader's.
   */
  get size(): Size | undefined {
    const leader = this.#leader === undefined ? undefined : this.#members.get(this.#leader);
    const size = this.#cells(leader);
    if (!leader || !size || (!leader.xpixel && !leader.ypixel)) return size;
    const xpixel = pixels(size.cols, leader.cols, leader.xpixel);
    return { ...size, xpixel, ypixel: pixels(size.rows, leader.rows, leader.ypixel) };
  }

  #cells(leader: Size | undefined): Size | undefined {
    if (typeof this.sizing === 'object') return this.sizing;
    if (this.#requested) return this.#requested;
    if (!leader || this.sizing === 'leader') return leader;
    const most = this.sizing === 'largest' ? Math.max : Math.min;
    const all = [...this.#members.values()];
    return { cols: most(...all.map(({ cols }) => cols)), rows: most(...all.map(({ rows }) => rows)) };
  }
}
