// Remembers which of a session's lines each terminal has above its screen, so that an attach need
// not send them again. Invariant: lines count as present only after the client has said that its
// terminal has taken them.
import { REMEMBERED_TERMINALS } from '../../base/limits/limits.ts';
import type { SeenLines } from '../../screen/snapshot/seen-lines.ts';
import type { Connection } from './connection.ts';

/** The history that an attached client was sent. */
interface Given {
  readonly seen: SeenLines;
  /** Bytes that it had been sent by then, since the last resync. */
  readonly bytes: number;
}

/** Byte counts are reported modulo this. */
const MODULUS = 2 ** 32;

export class TerminalHistory {
  /** By the terminal's identity. The terminal that left last comes last. */
  readonly #terminals = new Map<string, SeenLines>();
  readonly #given = new WeakMap<Connection, Given>();

  /**
   * Returns the part of the history that a client's terminal has; undefined if it is to be sent all
   * of it, or as much as it asks for.
   */
  of(client: Connection): SeenLines | undefined {
    const { attached } = client;
    if (!attached || attached.history !== undefined) return undefined;
    const given = this.#given.get(client)?.seen;
    return given ?? (attached.display === undefined ? undefined : this.#terminals.get(attached.display));
  }

  /**
   * A client was sent the lines that its terminal lacked, or something else.
   * @param seen what its terminal then shows; undefined if it lacks lines, or that is not known
   */
  given(client: Connection, seen: SeenLines | undefined): void {
    if (!seen || client.attached?.display === undefined) this.#given.delete(client);
    else this.#given.set(client, { seen, bytes: client.outbox.data });
  }

  /** Records how many bytes, modulo 2^32, a client's terminal has taken since the last resync. */
  shown(client: Connection, count: number): void {
    const bytes = count % MODULUS;
    client.shownBytes = bytes;
    const given = this.#given.get(client);
    if (given && bytes >= given.bytes % MODULUS) this.#remember(client, given.seen);
  }

  /** Returns true if a client's terminal has all lines up to this place of the output. */
  hasAll(client: Connection): boolean {
    const { data, hasDropped: lost, held } = client.outbox;
    return this.#given.has(client) && !lost && !held && client.shownBytes === data % MODULUS;
  }

  /**
   * Returns a function that notes what a client's terminal shows as it leaves. The terminal has all
   * lines up to the present place.
   */
  leaving(client: Connection): (seen: SeenLines | undefined) => void {
    const display = client.attached?.display;
    return (seen) => {
      if (seen && display !== undefined) this.#keep(display, seen);
    };
  }

  #remember({ attached }: Connection, seen: SeenLines): void {
    if (attached?.display !== undefined) this.#keep(attached.display, seen);
  }

  #keep(display: string, seen: SeenLines): void {
    this.#terminals.delete(display);
    this.#terminals.set(display, seen);
    const [oldest] = this.#terminals.keys();
    if (this.#terminals.size > REMEMBERED_TERMINALS && oldest !== undefined) this.#terminals.delete(oldest);
  }
}
