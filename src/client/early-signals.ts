// Signals that come before there is an attachment which they could end: the first one is kept, for
// when what is being done can be left.
import { SIGNALS } from './watch-process.ts';
import type { Outcome } from './attach-options.ts';

type Signalled = Extract<Outcome, { kind: 'signalled' }>;

export class EarlySignals {
  /** What the first one led to. */
  first: Signalled | undefined;
  readonly #handlers = SIGNALS.map((signal) => {
    const handler = (): void => void (this.first ??= { kind: 'signalled', signal });
    process.on(signal, handler);
    return [signal, handler] as const;
  });

  /** From now on they are handled elsewhere. */
  release(): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }
}
