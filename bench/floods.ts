// The output that floods a terminal: lines of text, and full-screen redraws in colours.
import fs from 'node:fs';
import path from 'node:path';

/** The size of each flood. */
export const FLOOD_BYTES = 64 * 1024 * 1024;

/** A line of text as long as a line of base64. */
const LINE = `${'0123456789abcdef'.repeat(5).slice(0, 76)}\n`;

/** The size of the screen that is drawn again and again, which is the player's. */
const COLS = 80;
const ROWS = 24;
const FRAMES = 64;

const PART_BYTES = 1024 * 1024;

export const textFile = (folder: string): string => path.join(folder, 'text');
export const redrawsFile = (folder: string): string => path.join(folder, 'redraws');

/**
 * One frame: each row is placed (CUP), and drawn in pieces with colours of their own (SGR 38;5 and
 * 48;5). A frame contains none of the letters that are typed to measure an echo.
 */
export function frame(number: number): string {
  let out = '';
  for (let row = 1; row <= ROWS; row++) {
    out += `\x1b[${row};1H`;
    for (let column = 0; column < COLS; column += 8) {
      const colour = 16 + ((number * 7 + row * 11 + column) % 216);
      out += `\x1b[38;5;${colour};48;5;${231 - colour + 16}m${String(number * row + column).padStart(8, '#')}`;
    }
  }
  return out;
}

/** The size of the largest frame; others are a few bytes shorter. */
export const FRAME_BYTES = frame(FRAMES).length;

/**
 * Writes a text again and again, in parts: the process that starts programs stays small, because
 * each start takes longer the larger it is.
 */
function fill(file: string, text: string): void {
  const part = Buffer.from(text.repeat(Math.ceil(PART_BYTES / text.length)));
  const descriptor = fs.openSync(file, 'w');
  for (let left = FLOOD_BYTES; left > 0; left -= part.length) {
    fs.writeSync(descriptor, part, 0, Math.min(left, part.length));
  }
  fs.closeSync(descriptor);
}

/** Makes both files in the folder. */
export function makeFloods(folder: string): void {
  fill(textFile(folder), LINE);
  fill(redrawsFile(folder), Array.from({ length: FRAMES }, (_, number) => frame(number)).join(''));
}
