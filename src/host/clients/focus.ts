// Tells a program that follows its terminal's focus (mode 1004) that the last terminal has left,
// and that a terminal is attached again.
import type { Connection } from './connection.ts';
import type { Follower } from './followers.ts';

const FOCUS_IN = '\x1b[I';
const FOCUS_OUT = '\x1b[O';

export interface FocusPort {
  /** Returns true if the program has asked for focus events. */
  isFollowed(): boolean;
  /** Types a report. */
  answer(report: string): void;
}

export class Focus implements Follower {
  readonly #port: FocusPort;
  /** Clients with a terminal that is typed on. */
  readonly #terminals = new Set<Connection>();
  /** True if the terminal has the focus, as far as the program was told or would have been told. */
  #focused = false;
  #ended = false;

  constructor(port: FocusPort) {
    this.#port = port;
  }

  /** @param asked true if the program may have asked for focus events before this client came */
  shown(client: Connection, asked: boolean): void {
    if (!client.attached?.terminal || client.attached.readonly) return;
    this.#terminals.add(client);
    if (this.#terminals.size === 1) this.#tell(true, asked);
  }

  /** The leader's terminal has reported something. */
  reported(report: string): void {
    if (report === FOCUS_IN || report === FOCUS_OUT) this.#focused = report === FOCUS_IN;
  }

  detached(client: Connection): void {
    if (this.#terminals.delete(client) && this.#terminals.size === 0) this.#tell(false, true);
  }

  ended(): void {
    this.#ended = true;
  }

  #tell(focused: boolean, asked: boolean): void {
    if (focused === this.#focused) return;
    this.#focused = focused;
    if (asked && !this.#ended && this.#port.isFollowed()) this.#port.answer(focused ? FOCUS_IN : FOCUS_OUT);
  }
}
