// Text that may hold anything (names, commands, titles, what a host says), made safe for a
// terminal.

/**
 * What a terminal obeys, or what hides or reorders the text around it: C0 and C1 controls, format
 * characters (direction marks, zero-width characters), line and paragraph separators.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Replaces every character that could do something to a terminal with a `?`. */
export const harmless = (text: string): string => text.replace(UNSAFE, '?');

/** Returns true if a text has no such character in it. */
export const isHarmless = (text: string): boolean => text.search(UNSAFE) < 0;

/**
 * Writes such characters in JSON as escapes, which JSON.stringify does for C0 only: a backslash, u
 * and four digits.
 */
export const harmlessJson = (json: string): string =>
  json.replace(UNSAFE, (character) =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
