// Suggests names for a mistyped one.

/** Maximum number of suggestions: what fits on a line and can be read at a glance. */
const MAX_SUGGESTED = 3;

/**
 * Returns how many letters have to be inserted, deleted, replaced or swapped with their neighbour
 * to turn one text into the other (the Damerau-Levenshtein distance, as optimal string alignment).
 */
export function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}

/**
 * Returns the nearest names, the nearest first. A letter in the wrong case counts less than a wrong
 * letter.
 */
export function nearest(given: string, names: readonly string[]): string[] {
  const far = (name: string): number =>
    distance(given.toLowerCase(), name.toLowerCase()) + distance(given, name) / 100;
  const ranked = names.map((name) => ({ name, away: far(name) })).sort((a, b) => a.away - b.away);
  return ranked.slice(0, MAX_SUGGESTED).map(({ name }) => name);
}

/** Names of these options in other programs. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  rows: 'size',
  cols: 'size',
  columns: 'size',
  width: 'size',
  height: 'size',
  geometry: 'size',
  dir: 'cwd',
  directory: 'cwd',
  chdir: 'cwd',
  lines: 'history',
  scrollback: 'history',
  tail: 'follow',
};

/** Maximum number of wrong letters in a typing error; beyond it the text is another word. */
const MAX_SLIPS = 2;

/**
 * Returns the option that an unknown one may stand for. For a single letter it is an option that
 * begins with it.
 * @returns its name; undefined if none is near
 */
export function nearestOption(given: string, options: Readonly<Record<string, unknown>>): string | undefined {
  const names = [...Object.keys(options), 'help'];
  if (given.length === 1) return names.find((name) => name.startsWith(given.toLowerCase()));
  const other = OTHER_NAMES[given];
  if (other !== undefined && names.includes(other)) return other;
  const [near = ''] = nearest(given, names);
  const away = distance(given, near);
  if (away <= Math.min(MAX_SLIPS, given.length / 2)) return near;
  const begins = names.find((name) => name.startsWith(given) || given.startsWith(name));
  return begins ?? (away <= given.length / 2 ? near : undefined);
}
