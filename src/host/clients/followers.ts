// Parts of the host that follow what happens in a session. They are told of events in order. They
// are told of output after the clients got it, and of the end after all output and before any
// client learns of it.
import type { Exit, Size } from '../../../protocol/message.ts';
import type { Connection } from './connection.ts';

/** The events that a follower wants to hear of. */
export interface Follower {
  /** The bytes are valid until it returns. */
  output?(bytes: Buffer): void;
  resized?(size: Size): void;
  attached?(client: Connection): void;
  detached?(client: Connection): void;
  /** A connection is over, of a client that was attached or of any other. */
  left?(): void;
  /** Another client leads now, or none. */
  leader?(client: Connection | undefined): void;
  ended?(exit: Exit): void;
}

export class Followers {
  readonly #all = new Set<Follower>();
  /** The followers that hear of output, which is far more frequent than all other events. */
  #ofOutput: Follower[] = [];

  /** @returns a function that removes the follower */
  add(follower: Follower): () => void {
    this.#all.add(follower);
    if (follower.output) this.#ofOutput = [...this.#ofOutput, follower];
    return () => {
      this.#all.delete(follower);
      this.#ofOutput = this.#ofOutput.filter((one) => one !== follower);
    };
  }

  output(bytes: Buffer): void {
    for (const follower of this.#ofOutput) follower.output?.(bytes);
  }

  tell<What extends Exclude<keyof Follower, 'output'>>(
    what: What,
    ...about: Parameters<Required<Follower>[What]>
  ): void {
    for (const follower of this.#all) {
      (follower[what] as ((...about: unknown[]) => void) | undefined)?.apply(follower, about);
    }
  }
}
