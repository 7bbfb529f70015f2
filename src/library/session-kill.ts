// Ends a session, for the library.
import { SIGNALS } from '../../protocol/message.ts';
import type { Address } from '../base/address/address.ts';
import { TdetachError } from '../base/error.ts';
import { kill } from '../control/sessions/kill.ts';
import type { KillOptions } from './session-options.ts';
import { patiently } from './session-wait.ts';

/** Errors that mean there is nothing left to end. */
const GONE: readonly TdetachError['code'][] = ['no-session', 'session-ended', 'session-dead', 'host-gone'];

/** @throws TdetachError as `Session.kill` */
export async function killIn(address: Address, options: KillOptions): Promise<void> {
  const { killSignal, wait = false, signal } = options;
  if (typeof signal === 'string')
    throw new TdetachError(
      'bad-argument',
      `kill: signal is an AbortSignal: give killSignal: '${signal as string}'`,
    );
  if (killSignal !== undefined && !SIGNALS.includes(killSignal)) {
    const what = `kill: ${JSON.stringify(killSignal)} is no signal that is sent`;
    throw new TdetachError('bad-argument', `${what}: give one of ${SIGNALS.join(', ')}`);
  }
  return patiently(address.session, options, () => kill(address, killSignal, wait));
}

/** Ends a session, unless it has ended, and waits for its end. */
export async function endIn(address: Address): Promise<void> {
  try {
    await killIn(address, { wait: true });
  } catch (error) {
    if (!(error instanceof TdetachError) || !GONE.includes(error.code)) throw error;
  }
}
