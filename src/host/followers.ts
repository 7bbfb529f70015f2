// Those in the host who follow what happens in a session. Each is told in the order in which things happen; output after
// it has been given to the clients, the end after all output and before any client is told of it.
import type { Exit, Size } from '../../protocol/message.ts';
import type { Connection } from './connection.ts';

/** What a follower wants to hear of. */
export interface Follower {
  /** The bytes are valid until it returns. */
  output?(bytes: Buffer): void;
  resized?(size: Size): void;
  attached?(client: Connection): void;
  detached?(client: Connection): void;
  /** Another client leads now, or none. */
  leader?(client: Connection | undefined): void;
  ended?(exit: Exit): void;
}

export class Followers {
  readonly #all = new Set<Follower>();

  /** @returns what takes it away again */
  add(follower: Follower): () => void {
    this.#all.add(follower);
    return () => void this.#all.delete(follower);
  }

  tell<What extends keyof Follower>(what: What, ...about: Parameters<Required<Follower>[What]>): void {
    for (const follower of this.#all) {
      (follower[what] as ((...about: unknown[]) => void) | undefined)?.apply(follower, about);
    }
  }
}
