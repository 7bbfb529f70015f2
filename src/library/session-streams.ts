// The output and the events of a session as async iterators.
import type { Address } from '../base/address/address.ts';
import { readOutput } from '../control/reading/read-output.ts';
import type { OutputPart } from '../control/reading/read-output.ts';
import { followSession } from '../control/reading/session-events.ts';
import type { SessionEvent } from '../control/reading/session-events.ts';
import type { Patience } from '../control/waiting/patience.ts';
import { iterate } from './iterate.ts';
import type { OutputOptions } from './session-options.ts';

/** Returns the output in parts. Each has a copy of its bytes, which stays valid. */
export function outputIn(address: Address, options: OutputOptions): AsyncIterableIterator<OutputPart> {
  const { follow = false, since } = options;
  return iterate<OutputPart>(address.session, options, (put, abandon) => {
    const take = (part: OutputPart, listen: (on: boolean) => void): void =>
      put({ ...part, bytes: Buffer.from(part.bytes) }, listen);
    return readOutput(address, { follow, since, abandon }, { take });
  });
}

export function eventsIn(address: Address, options: Patience): AsyncIterableIterator<SessionEvent> {
  return iterate<SessionEvent>(address.session, options, (onEvent, abandon) =>
    followSession(address, { created: false, onEvent, abandon }),
  );
}
