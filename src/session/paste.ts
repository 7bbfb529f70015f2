// Text as a terminal pastes it. Pure. Invariant: nothing in the text ends the paste before its end.
import { PASTE_END, PASTE_START } from './input-tokens.ts';

/** The end of a bracketed paste, with CSI in seven bits and in one character (xterm's ctlseqs). */
const ENDS = ['\x1b[201~', '\u009b201~'];

const LF = 0x0a;
const CR = 0x0d;

/** Removes all of the parts, even if removing one makes another. */
function without(text: Buffer, parts: readonly Buffer[]): Buffer {
  let rest = text;
  for (;;) {
    const found = parts.map((part) => ({ part, at: rest.indexOf(part) })).find(({ at }) => at >= 0);
    if (!found) return rest;
    rest = Buffer.concat([rest.subarray(0, found.at), rest.subarray(found.at + found.part.length)]);
  }
}

/** Lines end in what the Enter key sends, as in xterm. */
function withReturns(text: Buffer): Buffer {
  const out = Buffer.alloc(text.length);
  let length = 0;
  for (const [index, byte] of text.entries()) {
    if (byte === LF && text[index - 1] === CR) continue;
    out[length++] = byte === LF ? CR : byte;
  }
  return out.subarray(0, length);
}

/** @param bracketed true if the program has asked for bracketed pastes (2004) */
export function pasted(text: Buffer, bracketed: boolean): Buffer {
  const lines = withReturns(text);
  if (!bracketed) return lines;
  const ends = ENDS.map((end) => Buffer.from(end));
  return Buffer.concat([PASTE_START, without(lines, ends), PASTE_END]);
}
