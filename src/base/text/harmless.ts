// Makes untrusted text (names, commands, titles, messages of a host) safe for a terminal.

/**
 * Characters that control a terminal, or that hide or reorder the text around them: C0 and C1
 * controls, format characters (direction marks, zero-width characters), line and paragraph
 * separators.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Replaces every unsafe character with a `?`. */
export const harmless = (text: string): string => text.replace(UNSAFE, '?');

/** Returns true if a text has no unsafe characters. */
export const isHarmless = (text: string): boolean => text.search(UNSAFE) < 0;

/**
 * Escapes unsafe characters in JSON as a backslash, u and four digits. JSON.stringify does this for
 * C0 only.
 */
export const harmlessJson = (json: string): string =>
  json.replace(UNSAFE, (character) =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
