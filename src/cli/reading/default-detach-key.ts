// The default detach key, and the names of detach keys in messages.

/** In the notation of `-e`. */
export const DEFAULT_DETACH_KEY = '^\\';

/** Returns the name of one key: `^\` and `ctrl-\` are Ctrl-\. */
function keyInWords(part: string): string {
  const [, control] = /^(?:\^|ctrl-)(.+)$/isu.exec(part) ?? [];
  if (control === undefined) return part;
  return `Ctrl-${control.length === 1 ? control.toUpperCase() : control.toLowerCase()}`;
}

/** Returns the name of a valid detach key: `Ctrl-P Ctrl-Q`. */
export const detachKeyInWords = (spec = DEFAULT_DETACH_KEY): string =>
  spec === ',' ? spec : spec.split(',').map(keyInWords).join(' ');
