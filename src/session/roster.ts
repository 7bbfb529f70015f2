// Who is attached, who leads, and what size follows from it. Pure: it decides, src/host carries out.
// Invariant: there is a leader if and only if somebody is attached; the size is the leader's.
import type { Size } from '../../protocol/message.ts';

export class Roster {
  /** Attached clients in the order of their last keys, the leader last. */
  readonly #members = new Map<number, Size>();

  /** A client attaches, and leads: a person has just turned to it. */
  attach(client: number, size: Size): void {
    this.#members.set(client, size);
  }

  leave(client: number): void {
    this.#members.delete(client);
  }

  /** Keys of an attached client make it the leader; others (which only send input) never lead. */
  keys(client: number): void {
    const size = this.#members.get(client);
    if (!size || client === this.leader) return;
    this.#members.delete(client);
    this.#members.set(client, size);
  }

  resize(client: number, size: Size): void {
    if (this.#members.has(client)) this.#members.set(client, size);
  }

  has(client: number): boolean {
    return this.#members.has(client);
  }

  get leader(): number | undefined {
    return [...this.#members.keys()].at(-1);
  }

  /** The size that the session should have, undefined to leave it as it is. */
  get size(): Size | undefined {
    return [...this.#members.values()].at(-1);
  }
}
