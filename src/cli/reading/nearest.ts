// The names that a mistyped one may stand for.

/** How many are named: what one line can hold, and an eye take in. */
const MAX_SUGGESTED = 3;

/**
 * How many letters have to be put in, left out, replaced or exchanged with their neighbour to get
 * from one text to the other (the distance of Damerau and Levenshtein, in its form of optimal
 * string alignment).
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
 * The nearest of the names, the nearest first. Letters of the wrong case count for less than wrong
 * ones.
 */
export function nearest(given: string, names: readonly string[]): string[] {
  const far = (name: string): number =>
    distance(given.toLowerCase(), name.toLowerCase()) + distance(given, name) / 100;
  const ranked = names.map((name) => ({ name, away: far(name) })).sort((a, b) => a.away - b.away);
  return ranked.slice(0, MAX_SUGGESTED).map(({ name }) => name);
}

/** What others call these options. */
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

/** Up to this many letters are a slip, rather than another word. */
const MAX_SLIPS = 2;

/**
 * The option that may be meant by an unknown one: for a letter one that begins with it.
 * @returns its name, undefined where none is near
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
