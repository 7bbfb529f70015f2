// One step in a session: typing, waiting for what comes of it, and looking.
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
  /** True if the screen is read once all holds. */
  readonly screen?: boolean;
  /** True if that screen's `styles` tell colours and attributes. */
  readonly styles?: boolean;
}

/** What came of a step. */
export interface Step<What> {
  /** The bytes of output when the last of the text was taken, as `send` tells. */
  readonly seq: number;
  readonly waited: What;
  /** What a person would see then, if it was asked for. */
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
