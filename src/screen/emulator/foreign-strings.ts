// Control strings of terminals other than xterm, if TERM says that the program writes for one: the
// title of a window of screen and tmux (ESC k, up to ST), and the Linux console's palette (ESC ] P
// and seven digits, ESC ] R), which has no terminator. They are replaced by functions of the same
// length that xterm's parser ends at the same place, and that have no effect.

/**
 * Takes output, in order. The result may leave out the beginning of a string until more follows.
 */
export type Translate = (output: Uint8Array) => Uint8Array;

const ESC = 0x1b;
const K = 0x6b;
/** The introducer of APC, which has no effect, and which only ST ends. */
const UNDERSCORE = 0x5f;

/** A program that is run in screen or tmux. */
const IN_MULTIPLEXER = /^(?:screen|tmux)(?:[-.]|$)/;
const ON_CONSOLE = /^linux(?:[-.]|$)/;

const asIs: Translate = (output) => output;

function titles(): Translate {
  let escaped = false; // by the last byte so far
  return (output) => {
    if (output.length === 0) return output;
    const bytes = Buffer.from(output.buffer, output.byteOffset, output.length);
    const found = escaped && bytes[0] === K ? -1 : bytes.indexOf('\x1bk');
    const before = escaped;
    escaped = bytes.at(-1) === ESC;
    if (found < 0 && !(before && bytes[0] === K)) return output;
    const copy = Buffer.from(bytes);
    if (before && copy[0] === K) copy[0] = UNDERSCORE;
    for (let at = copy.indexOf('\x1bk'); at >= 0; at = copy.indexOf('\x1bk', at)) copy[at + 1] = UNDERSCORE;
    return copy;
  };
}

const PALETTE = /\x1b\](?:P[\da-fA-F]{7}|R)/g;
const BEGINNING = /\x1b(?:\](?:P[\da-fA-F]{0,6})?)?$/;
/** Longer than what BEGINNING may be. */
const TAIL_BYTES = 16;

/** CSI functions that no terminal has. */
const nothing = (palette: string): string =>
  palette.length === 3 ? '\x1b[w' : `\x1b[=${'0'.repeat(palette.length - 4)}w`;

function palette(): Translate {
  let held = Buffer.alloc(0);
  return (output) => {
    const bytes = Buffer.concat([held, output]);
    const tail = bytes.toString('latin1', Math.max(0, bytes.length - TAIL_BYTES));
    const open = BEGINNING.exec(tail)?.[0].length ?? 0;
    held = Buffer.from(bytes.subarray(bytes.length - open));
    const whole = bytes.subarray(0, bytes.length - open);
    if (!whole.includes('\x1b]')) return whole;
    return Buffer.from(whole.toString('latin1').replace(PALETTE, nothing), 'latin1');
  };
}

/** @param term the program's TERM */
export function foreignStrings(term: string | undefined): Translate {
  if (term !== undefined && IN_MULTIPLEXER.test(term)) return titles();
  if (term !== undefined && ON_CONSOLE.test(term)) return palette();
  return asIs;
}
