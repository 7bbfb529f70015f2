// SGR 59, the default underline colour: xterm.js 6.0 stores it as the colour 255,255,255, which
// cannot be told from a real one. Here it is stored as no colour.
import type { Core } from '../emulator/xterm-core.ts';

/** The value that xterm.js sets for SGR 59. */
const DEFAULT_COLOUR = -1;

const corrected = new WeakSet();

/** Corrects the method that sets it, which all attributes share: once. */
export function correctUnderlineColour(core: Core): void {
  const shared = Object.getPrototypeOf(core._inputHandler._curAttrData.extended) as object;
  if (corrected.has(shared)) return;
  corrected.add(shared);
  const property = Object.getOwnPropertyDescriptor(shared, 'underlineColor') ?? {};
  const store = Reflect.get(property, 'set') as unknown as (this: object, colour: number) => void;
  property.set = function (this: object, colour: number): void {
    Reflect.apply(store, this, [colour === DEFAULT_COLOUR ? 0 : colour]);
  };
  Object.defineProperty(shared, 'underlineColor', property);
}
