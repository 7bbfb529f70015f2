// Targets of hyperlinks on lines that have left the screen: xterm.js forgets a link with the lines
// that it was opened on. Invariant: at most as many are kept as xterm.js may hold (guards.ts); a
// line whose link is not kept has its text without it.
import type { Line, Link } from './xterm-core.ts';
import { MAX_LINKS } from './guards.ts';

export class KeptLinks {
  readonly #find: (id: number) => Link | undefined;
  /** By id, the oldest first. */
  readonly #links = new Map<number, Link>();

  /** @param find returns what xterm.js still knows of a link */
  constructor(find: (id: number) => Link | undefined) {
    this.#find = find;
  }

  get(id: number): Link | undefined {
    return this.#links.get(id);
  }

  /** Keeps the links of a row, in place of the oldest ones. */
  keep(row: Line | undefined): void {
    const extended = row?._extendedAttrs ?? {};
    for (const column in extended) {
      const id = extended[column]?.urlId ?? 0;
      const link = id === 0 || this.#links.has(id) ? undefined : this.#find(id);
      if (!link) continue;
      this.#links.set(id, link);
      const [oldest] = this.#links.keys();
      if (this.#links.size > MAX_LINKS && oldest !== undefined) this.#links.delete(oldest);
    }
  }
}
