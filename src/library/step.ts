// One step in a session: types, waits for the result, and reads the screen.
import type { Address } from '../base/address/address.ts';
import type { Screen } from '../control/reading/read-screen.ts';
import { send } from '../control/typing/send.ts';
import type { Typing } from '../control/typing/send.ts';
import { needsAll } from '../control/waiting/conditions.ts';
import { explained, prepareWait, screenNow, waitOn } from '../control/waiting/wait.ts';
import { styled } from './session-screen.ts';
import { toldOf, wanted } from './session-wait.ts';
import type { AnyWaited, Wait } from './session-wait.ts';

export interface StepOptions {
  /** True to read the screen once all conditions hold. */
  readonly screen?: boolean;
  /** True to return colours and attributes of that screen as `styles`. */
  readonly styles?: boolean;
}

/** The result of a step. */
export interface Step<What> {
  /** Bytes of output when the last input was taken, as `send` returns. */
  readonly seq: number;
  readonly waited: What;
  /** The screen at the end of the wait, if requested. */
  readonly screen?: Screen;
}

/** @throws TdetachError as `send` and `wait` */
export async function sendAndWait(
  address: Address,
  typing: Typing,
  what: Wait,
  { screen = false, styles = false }: StepOptions,
): Promise<Step<AnyWaited>> {
  const sought = wanted(address, what);
  const state = { isTyped: false };
  try {
    const { seq, then } = await send(
      address,
      { ...typing, isFollowed: needsAll(sought.conditions), meanwhile: () => prepareWait(sought) },
      what,
      async (host, since) => {
        state.isTyped = true;
        const waited = toldOf(await waitOn(host, address, { ...sought, since }));
        if (!screen) return { waited };
        const seen = await screenNow(host, address, styles);
        return { waited, screen: styles ? await styled(seen, false) : seen };
      },
    );
    return { seq, ...then };
  } catch (error) {
    throw state.isTyped ? await explained(address, sought.conditions, error) : error;
  }
}
