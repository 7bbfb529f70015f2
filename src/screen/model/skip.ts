// Finds output that cannot change the screen after it, because it will have scrolled out of the
// kept history. Only text, CR, LF, TAB, BS, BEL and SGR are ever skipped, only if many lines
// follow, and only up to the start of a line. The attributes in force there are set in place of the
// skipped output.

const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;

/** A CSI sequence longer than this is not treated as SGR. */
const MAX_SGR_BYTES = 64;

/** The length of the SGR sequence at `at`, 0 if it is none, or is cut off. */
function sgrLength(bytes: Buffer, at: number): number {
  if (bytes[at + 1] !== 0x5b) return 0;
  for (let end = at + 2; end < Math.min(bytes.length, at + MAX_SGR_BYTES); end++) {
    const byte = bytes[end] ?? 0;
    if (byte === 0x6d) return end + 1 - at;
    if (byte < 0x30 || byte > 0x3b) return 0;
  }
  return 0;
}

/** The index of the first byte that must not be skipped. */
function plainEnd(bytes: Buffer): { end: number; sgrs: number[] } {
  const sgrs: number[] = [];
  const controls = firstControl(bytes);
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

/**
 * VT, FF, SO, SI, and the byte that opens controls of the second set (C1: U+0080 to U+009F) in
 * UTF-8.
 */
const CONTROLS = [0x0b, 0x0c, 0x0e, 0x0f, 0xc2];
const OPENS_C1 = 0xc2;

/** Searched for all of the controls, this many bytes stay in the processor's first cache. */
const BLOCK_BYTES = 16 * 1024;

/** The index of the first control that must not be skipped; the length if there is none. */
function firstControl(bytes: Buffer): number {
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    const to = Math.min(from + BLOCK_BYTES, bytes.length);
    const block = bytes.subarray(from, to);
    let first = to;
    for (const control of CONTROLS) {
      for (
        let at = block.indexOf(control);
        at >= 0 && from + at < first;
        at = block.indexOf(control, at + 1)
      ) {
        if (control !== OPENS_C1 || (bytes[from + at + 1] ?? 0x80) < 0xa0) first = from + at;
      }
    }
    if (first < to) return first;
  }
  return bytes.length;
}

/** The start of the line from which this many lines follow up to `end`; 0 if fewer follow. */
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
const CARRIAGE_RETURN = Buffer.of(CR);

/** Returns true if this is nothing but lines of text and attributes, silent and whole. */
export function isPlain(bytes: Buffer): boolean {
  return plainEnd(bytes).end === bytes.length && !bytes.includes(BEL);
}

/**
 * The parts of the output that have to be parsed.
 * @param lines after this many lines nothing of the earlier contents is left
 * @param plain true if lines scroll through the whole screen when the stretch begins
 */
export function skippable(bytes: Buffer, lines: number, plain: boolean): Buffer[] {
  if (!plain) return [bytes];
  const { end, sgrs } = plainEnd(bytes);
  const from = lineStart(bytes, end, lines);
  if (from === 0) return [bytes];
  return [...attributesAt(bytes, sgrs, from), CARRIAGE_RETURN, bytes.subarray(from)];
}

/**
 * The SGR sequences that make the attributes in force at `from`: those since the last full reset.
 */
function attributesAt(bytes: Buffer, sgrs: readonly number[], from: number): Buffer[] {
  const out: Buffer[] = [];
  for (let index = sgrs.length - 2; index >= 0; index -= 2) {
    const at = sgrs[index] ?? 0;
    if (at >= from) continue;
    out.unshift(bytes.subarray(at, at + (sgrs[index + 1] ?? 0)));
    if (beginsAfresh(bytes, at)) break;
  }
  return out;
}

/**
 * Returns true if an SGR sequence resets all attributes first: `CSI m`, `CSI 0 m`, `CSI 0 ; ... m`,
 * `CSI ; ... m`.
 */
function beginsAfresh(bytes: Buffer, at: number): boolean {
  const first = bytes[at + 2];
  const next = first === 0x30 ? bytes[at + 3] : first;
  return next === 0x6d || next === 0x3b;
}
