// Formats a screen as the verbs print it for people.

/** Returns the lines of a screen without the empty ones at the end. */
export function screenText(lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => line !== '');
  return lines
    .slice(0, last + 1)
    .map((line) => `${line}\n`)
    .join('');
}
