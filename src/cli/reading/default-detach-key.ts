// The detach key where the command line names none, and how people read a detach key.

/** As `-e` takes it. */
export const DEFAULT_DETACH_KEY = '^\\';

/** One key of those that `-e` takes: `^\` and `ctrl-\` are Ctrl-\. */
function keyInWords(part: string): string {
  const [, control] = /^(?:\^|ctrl-)(.+)$/isu.exec(part) ?? [];
  if (control === undefined) return part;
  return `Ctrl-${control.length === 1 ? control.toUpperCase() : control.toLowerCase()}`;
}

/** A detach key that is valid, as a person reads it: `Ctrl-P Ctrl-Q`. */
export const detachKeyInWords = (spec = DEFAULT_DETACH_KEY): string =>
  spec === ',' ? spec : spec.split(',').map(keyInWords).join(' ');
