// Sends a signal to all of a session, and waits for its end where that is wanted.
import type { SignalName } from '../../protocol/message.ts';
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { KILL_AFTER_MS, REPLY_WAIT_MS } from '../base/limits.ts';
import { connect } from '../base/link.ts';
import type { Link } from '../base/link.ts';

/** Asked to end, a stopped process would not hear it. */
const ENDS: readonly SignalName[] = ['TERM', 'HUP'];

function send(link: Link, signal: SignalName): void {
  link.send({ type: 'signal', signal, target: 'session' });
  if (ENDS.includes(signal)) link.send({ type: 'signal', signal: 'CONT', target: 'session' });
}

/**
 * Returns when the host has passed the signal on, or, to wait, when the session has ended: of itself, or by SIGKILL,
 * which follows after KILL_AFTER_MS.
 * @throws TdetachError of the connection; host-gone if it dies meanwhile; no-answer where it does not take the signal
 */
export async function kill(address: Address, signal: SignalName, wait: boolean): Promise<void> {
  const { link } = await connect(address);
  const { session } = address;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      link.onMessage = (message): void => {
        if (message.type === 'exit' || message.type === 'detach') resolve();
      };
      link.onClose = (error): void =>
        reject(error ?? new TdetachError('host-gone', `the host of ${session} is gone`));
      send(link, signal);
      if (wait) timer = setTimeout(() => send(link, 'KILL'), KILL_AFTER_MS);
      else {
        // What comes after it is answered after it.
        link.send({ type: 'detach' });
        const late = `the host of ${session} does not take the signal`;
        timer = setTimeout(() => reject(new TdetachError('no-answer', late)), REPLY_WAIT_MS);
      }
    });
  } finally {
    clearTimeout(timer);
    link.onClose = (): void => undefined;
    link.close();
  }
}
