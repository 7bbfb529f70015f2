// Where output can be cut: not within a control function, nor within a character.

import type { KeptOutput } from './kept-output.ts';

const ESC = 0x1b;

/** Nothing that goes on at the end of the output is longer. */
const TAIL_BYTES = 64 * 1024;

/** Bytes of a character in UTF-8 by its first one; 1 for what can begin none. */
function length(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/**
 * How many bytes at the end of the output belong to something that goes on.
 * @param tail the end of the output, as long as it is kept
 * @param within whether it ends within a control function, which then begins at the last ESC
 */
export function unfinished(tail: Buffer, within: boolean): number {
  if (within) {
    const escape = tail.lastIndexOf(ESC);
    if (escape >= 0) return tail.length - escape;
  }
  for (let count = 1; count <= Math.min(3, tail.length); count++) {
    const byte = tail[tail.length - count] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return length(byte) > count ? count : 0;
  }
  return 0;
}

/**
 * Where the output up to a place can be cut: at the place, or before what goes on there.
 * @param within whether the output ends within a control function there
 */
export function safePlace(kept: KeptOutput, place: number, within: boolean): number {
  const tail = Math.min(place, TAIL_BYTES);
  return place - unfinished(kept.read(place - tail, tail), within);
}
