// A line that was typed, as hosts report it and ended records store it.
import { isMap } from '../fields.ts';

export interface TypedLine {
  /** Bytes of output before its first character was typed. No earlier output can be its echo. */
  readonly from: number;
  /** The part that a terminal can echo: the text up to the first control character. */
  readonly text: string;
}

/** Reads a list of typed lines. Hosts and records of older versions have none. */
export function typedLines(value: unknown): TypedLine[] {
  const all: unknown[] = Array.isArray(value) ? value : [];
  return all.flatMap((one) => {
    if (!isMap(one)) return [];
    const { from, text } = one;
    return typeof from === 'number' && typeof text === 'string' ? [{ from, text }] : [];
  });
}
