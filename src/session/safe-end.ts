// Finds places to cut output: not within a control function, nor within a character.

import type { KeptOutput } from './kept-output.ts';

const ESC = 0x1b;

/** The most bytes of an unfinished sequence at the end of the output. */
const TAIL_BYTES = 64 * 1024;

/** Bytes of a UTF-8 character by its first byte; 1 for a byte that cannot begin one. */
function length(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/**
 * Returns how many bytes at the end of the output belong to something unfinished.
 * @param tail the end of the output, as long as it is kept
 * @param within true if it ends within a control function, which then begins at the last ESC
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
 * Returns where the output up to a place can be cut: at the place, or before what is unfinished
 * there.
 * @param within true if the output ends within a control function there
 */
export function safePlace(kept: KeptOutput, place: number, within: boolean): number {
  const tail = Math.min(place, TAIL_BYTES);
  return place - unfinished(kept.read(place - tail, tail), within);
}
