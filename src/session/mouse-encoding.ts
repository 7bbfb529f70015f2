// What a terminal sends for the mouse, in the modes that the program has set. Pure. Source: xterm's
// ctlseqs, Mouse Tracking.

/** The modes that decide which mouse events a terminal reports, and in which encoding. */
export interface MouseModes {
  /** 9, 1000, 1002 or 1003; 0 for none. */
  readonly tracking: number;
  /** 1005, 1006, 1015 or 1016; 0 for bytes. */
  readonly encoding: number;
  /** Pixels of a cell, 0 if unknown. */
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** A place on the screen, from 0. */
export interface MousePlace {
  readonly row: number;
  readonly column: number;
}

export const BUTTONS = ['left', 'middle', 'right'] as const;
/** A button of the mouse. */
export type MouseButton = (typeof BUTTONS)[number];

const WHEEL_UP = 64;
const WHEEL_DOWN = 65;
const RELEASE = 3;

/** Added to every number that is sent as a character or, in 1015, to the button. */
const OFFSET = 32;

/** The largest numbers that a byte, and two bytes of UTF-8 (1005), hold. */
const MAX_BYTE = 0xff;
const MAX_UTF8 = 0x7ff;

const X10 = 9;

/** As characters; undefined if a number is too large for that. */
function asCharacters(numbers: readonly number[], most: number): Buffer | undefined {
  const shifted = numbers.map((one) => one + OFFSET);
  if (shifted.some((one) => one > most)) return undefined;
  return Buffer.from(`\x1b[M${String.fromCharCode(...shifted)}`, most === MAX_BYTE ? 'latin1' : 'utf8');
}

/** Encodes one event; undefined if the encoding has no form for it. */
function event(button: number, pressed: boolean, place: MousePlace, modes: MouseModes): Buffer | undefined {
  const { encoding, cellWidth, cellHeight } = modes;
  const [x, y] = [place.column + 1, place.row + 1];
  const code = pressed ? button : RELEASE;
  const sgr = (across: number, down: number): Buffer =>
    Buffer.from(`\x1b[<${button};${across};${down}${pressed ? 'M' : 'm'}`);
  switch (encoding) {
    case 1005:
      return asCharacters([code, x, y], MAX_UTF8);
    case 1006:
      return sgr(x, y);
    case 1015:
      return Buffer.from(`\x1b[${code + OFFSET};${x};${y}M`);
    case 1016:
      if (cellWidth === 0 || cellHeight === 0) return undefined;
      return sgr(Math.floor((x - 0.5) * cellWidth) + 1, Math.floor((y - 0.5) * cellHeight) + 1);
    default:
      return asCharacters([code, x, y], MAX_BYTE);
  }
}

/**
 * A press and its release; undefined if the program has not asked for them, or the encoding has no
 * form for them.
 */
export function encodeClick(button: MouseButton, place: MousePlace, modes: MouseModes): Buffer | undefined {
  if (modes.tracking === 0) return undefined;
  const code = BUTTONS.indexOf(button);
  const press = event(code, true, place, modes);
  if (!press || modes.tracking === X10) return press;
  return Buffer.concat([press, event(code, false, place, modes) ?? Buffer.alloc(0)]);
}

/**
 * One step of the wheel; undefined if the program has not asked for it, or the encoding has no form
 * for it.
 * @param up away from the person
 */
export function encodeWheel(up: boolean, place: MousePlace, modes: MouseModes): Buffer | undefined {
  if (modes.tracking === 0 || modes.tracking === X10) return undefined;
  return event(up ? WHEEL_UP : WHEEL_DOWN, true, place, modes);
}
