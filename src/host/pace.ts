// Slows the program down for somebody who must miss nothing of the output, as long as they take any of it.
import { LEADER_STALL_MS, PACE_BYTES } from '../base/limits.ts';
import type { Flow, Hold } from '../session/flow.ts';
import type { Connection } from './connection.ts';

export class Pace {
  readonly #flow: Flow<Connection>;
  readonly #name: Hold;
  #held = false;
  #stalled = false;
  #stall: NodeJS.Timeout | undefined;

  constructor(flow: Flow<Connection>, { id }: Connection) {
    this.#flow = flow;
    this.#name = `client ${id}`;
  }

  /** They are behind by so many bytes. */
  behind(bytes: number): void {
    this.#hold(bytes > PACE_BYTES && !this.#stalled);
  }

  /** They have taken something. */
  taken(): void {
    this.#stalled = false;
    this.#stall?.refresh();
  }

  /** They are gone. */
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
