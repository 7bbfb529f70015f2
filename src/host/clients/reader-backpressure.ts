// Slows the program down for clients that must not miss output, as long as they take any of it.
import { LEADER_STALL_MS, PACE_BYTES } from '../../base/limits/flow-limits.ts';
import type { Flow, PauseReason } from '../../session/flow.ts';
import type { Connection } from './connection.ts';

const paces = new WeakMap<Connection, ReaderBackpressure>();

/** Returns the backpressure of a connection, which is kept until the connection is over. */
export function paceOf(flow: Flow<Connection>, connection: Connection): ReaderBackpressure {
  const known = paces.get(connection);
  if (known) return known;
  const pace = new ReaderBackpressure(flow, connection);
  paces.set(connection, pace);
  connection.whenGone(() => pace.stop());
  return pace;
}

class ReaderBackpressure {
  readonly #flow: Flow<Connection>;
  readonly #name: PauseReason;
  #held = false;
  #stalled = false;
  #stall: NodeJS.Timeout | undefined;

  constructor(flow: Flow<Connection>, { id }: Connection) {
    this.#flow = flow;
    this.#name = `client ${id}`;
  }

  /** The readers lag by this many bytes. */
  behind(bytes: number): void {
    this.#hold(bytes > PACE_BYTES && !this.#stalled);
  }

  /** They have taken something. */
  taken(): void {
    this.#stalled = false;
    this.#stall?.refresh();
  }

  /** The readers have left. */
  stop(): void {
    this.#hold(false);
  }

  #hold(on: boolean): void {
    if (on === this.#held) return;
    this.#held = on;
    clearTimeout(this.#stall);
    this.#stall = undefined;
    if (on) {
      this.#stall = setTimeout(() => {
        this.#stalled = true;
        this.#hold(false);
      }, LEADER_STALL_MS);
    }
    this.#flow.hold(this.#name, on);
  }
}
