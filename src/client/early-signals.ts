// Signals that arrive before an attachment exists. The first one is kept until the present work can
// be interrupted.
import { SIGNALS } from './watch-process.ts';
import type { Outcome } from './attach-options.ts';

type Signalled = Extract<Outcome, { kind: 'signalled' }>;

export class EarlySignals {
  /** The outcome of the first signal. */
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
