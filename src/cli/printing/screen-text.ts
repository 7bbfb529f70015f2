// The screen as the verbs print it for people.

/** The lines of a screen as `screen` prints them. */
export function screenText(lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => line !== '');
  return lines
    .slice(0, last + 1)
    .map((line) => `${line}\n`)
    .join('');
}
