// A line that was typed, as hosts tell of it and ended sessions remember it.
import { isMap } from '../fields.ts';

export interface TypedLine {
  /** Bytes of output before its first character was typed: nothing before can be its echo. */
  readonly from: number;
  /** What a terminal can echo of it: the text up to the first control character. */
  readonly text: string;
}

/** Reads a list of them, in order. A host or a record of an older version has none. */
export function typedLines(value: unknown): TypedLine[] {
  const all: unknown[] = Array.isArray(value) ? value : [];
  return all.flatMap((one) => {
    if (!isMap(one)) return [];
    const { from, text } = one;
    return typeof from === 'number' && typeof text === 'string' ? [{ from, text }] : [];
  });
}
