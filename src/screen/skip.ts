// What of a stretch of output cannot change the screen that it leaves, because it will have scrolled out of the
// kept history. Only text, CR, LF, TAB, BS, BEL and SGR are ever skipped, only where many lines follow, and only
// up to the start of a line; the attributes in force there are set in place of what was skipped.

const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;

/** A CSI sequence longer than this is no SGR of anybody's. */
const MOST_SGR_BYTES = 64;

/** The length of the SGR sequence at `at`, 0 if it is none, or is cut off. */
function sgrLength(bytes: Buffer, at: number): number {
  if (bytes[at + 1] !== 0x5b) return 0;
  for (let end = at + 2; end < Math.min(bytes.length, at + MOST_SGR_BYTES); end++) {
    const byte = bytes[end] ?? 0;
    if (byte === 0x6d) return end + 1 - at;
    if (byte < 0x30 || byte > 0x3b) return 0;
  }
  return 0;
}

/** Where the first thing stands that must not be skipped. */
function plainEnd(bytes: Buffer): { end: number; sgrs: number[] } {
  const sgrs: number[] = [];
  const controls = Math.min(
    secondControl(bytes),
    ...[0x0b, 0x0c, 0x0e, 0x0f].map((byte) => indexOr(bytes, byte)),
  );
  let at = 0;
  for (;;) {
    const escape = bytes.indexOf(ESC, at);
    if (escape < 0 || escape >= controls) return { end: controls, sgrs };
    const length = sgrLength(bytes, escape);
    if (length === 0) return { end: escape, sgrs };
    sgrs.push(escape, length);
    at = escape + length;
  }
}

const indexOr = (bytes: Buffer, byte: number): number => {
  const at = bytes.indexOf(byte);
  return at < 0 ? bytes.length : at;
};

/** Where a control of the second set (C1: U+0080 to U+009F) stands in UTF-8. */
function secondControl(bytes: Buffer): number {
  for (let at = bytes.indexOf(0xc2); at >= 0; at = bytes.indexOf(0xc2, at + 1)) {
    if ((bytes[at + 1] ?? 0x80) < 0xa0) return at;
  }
  return bytes.length;
}

/** The start of the line from which so many lines follow up to `end`; 0 where there are not as many. */
function lineStart(bytes: Buffer, end: number, lines: number): number {
  let at = end;
  for (let left = lines; left > 0; left--) {
    if (at <= 0) return 0;
    at = bytes.lastIndexOf(LF, at - 1);
    if (at < 0) return 0;
  }
  return at > 0 && bytes[at - 1] === CR ? at + 1 : 0;
}

const BEL = 0x07;

/** Whether this is nothing but lines of text and attributes, silent and whole. */
export function isPlain(bytes: Buffer): boolean {
  return plainEnd(bytes).end === bytes.length && !bytes.includes(BEL);
}

/**
 * The parts of the output that have to be parsed.
 * @param lines so many lines leave nothing of what stood before them
 * @param plain whether lines scroll through the whole screen when the stretch begins
 */
export function skippable(bytes: Buffer, lines: number, plain: boolean): Buffer[] {
  if (!plain) return [bytes];
  const { end, sgrs } = plainEnd(bytes);
  const from = lineStart(bytes, end, lines);
  if (from === 0) return [bytes];
  const attributes: Buffer[] = [];
  for (let index = 0; index < sgrs.length; index += 2) {
    const at = sgrs[index] ?? 0;
    if (at < from) attributes.push(bytes.subarray(at, at + (sgrs[index + 1] ?? 0)));
  }
  return [...attributes, Buffer.of(CR), bytes.subarray(from)];
}
