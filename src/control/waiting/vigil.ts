// Checks the conditions of a wait while a session's output arrives. The client draws the output on
// a screen of its own and searches there, so a slow search never blocks the session.
import { now } from '../../base/clock.ts';
import { number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import { typedLines } from '../../base/text/typed-line.ts';
import type { Found, TextSearch } from '../../screen/listening/text-search.ts';
import { needsAll } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import type { TimeLimit } from './regex-limit.ts';

export const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.alloc(0);
const sizeOf = ({ cols, rows }: Fields): { cols: number; rows: number } => ({
  cols: number(cols),
  rows: number(rows),
});

/** The conditions of the wait. */
export interface Wanted {
  readonly conditions: Conditions;
  /** Only output after this many bytes counts. Everything before it is treated as blank. */
  readonly since: number | undefined;
  /** Time limit of searches for a regular expression. */
  readonly limit: TimeLimit | undefined;
}

/** The state when all conditions held. */
export interface Came {
  readonly seq: number;
  readonly found?: Found;
}

/** The program's output before the wait began. */
export interface Past {
  /** Bytes of output. */
  readonly output: number;
  /** Time since the last output, in ms. */
  readonly quietMs: number;
}

/** Returns the patterns to search for. The match of the last one is reported. */
export function patternsOf({ text, regex }: Conditions): RegExp[] {
  const plain = text === undefined ? [] : [new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))];
  const own = regex && new RegExp(regex.source, `${regex.flags.replace(/[gmy]/g, '')}m`);
  return own ? [...plain, own] : plain;
}

export class Vigil {
  readonly #conditions: Conditions;
  readonly #since: number | undefined;
  readonly #limit: TimeLimit | undefined;
  readonly #search: TextSearch;
  readonly #past: Past;
  #size: { cols: number; rows: number };
  /** True if the output before `since` has been drawn. */
  #isLooking = false;
  /**
   * True if the program has answered: there was output after `since` that is not the echo of typed
   * input.
   */
  #hasNews: boolean;
  #appearance = '';
  /** Times of the last output and of the last change of the screen, on the clock of now(). */
  #printedAt: number;
  #changedAt: number;

  /**
   * @param open class of the screen, passed in because the emulator is loaded only for waits that
   *   need it
   * @param start the host's replies to `picture`
   */
  constructor(
    open: typeof TextSearch,
    { conditions, since, limit }: Wanted,
    start: readonly Fields[],
    past: Past,
  ) {
    const about = start[0] ?? {};
    const { gone, stableMs } = conditions;
    this.#conditions = conditions;
    this.#since = since;
    this.#limit = limit;
    this.#past = past;
    this.#size = sizeOf(about);
    this.#search = new open({
      patterns: patternsOf(conditions),
      isShown: gone !== undefined || stableMs !== undefined,
      size: this.#size,
      history: number(about['history']),
      seq: number(about['at']),
      typed: typedLines(about['typed']),
    });
    for (const { picture } of start) this.#search.draw(bytesOf(picture));
    this.#hasNews = since === undefined;
    this.#printedAt = this.#changedAt = now() - past.quietMs;
    this.#begin();
    if (since === undefined) this.#limited(() => this.#search.look());
    this.#compare();
  }

  /** Sequence number of the output taken so far. */
  get seq(): number {
    return this.#search.seq;
  }

  /** Returns true if the conditions require that no output is missed. */
  get needsAll(): boolean {
    return needsAll(this.#conditions);
  }

  /**
   * Returns true for conditions that hold only after the program has answered, if `since` is given.
   */
  get #needsNews(): boolean {
    const { gone, stableMs, idleMs } = this.#conditions;
    return [gone, stableMs, idleMs].some((one) => one !== undefined);
  }

  #limited<T>(look: () => T): T {
    return this.#limit ? this.#limit.run(look) : look();
  }

  /** Blanks the screen at `since`: from there on all output counts, and nothing before it. */
  #begin(): void {
    if (this.#isLooking || this.#search.seq < (this.#since ?? 0)) return;
    if (this.#since !== undefined) this.#search.blank();
    this.#isLooking = true;
  }

  /** Takes a part of the output. */
  take(part: Fields): void {
    const size = sizeOf(part);
    if (size.cols !== this.#size.cols || size.rows !== this.#size.rows)
      this.#search.resize((this.#size = size));
    this.#search.goOn(number(part['from']));
    this.#begin();
    let bytes = bytesOf(part['bytes']);
    if (!this.#isLooking) {
      const before = bytes.subarray(0, Math.max(0, (this.#since ?? 0) - this.#search.seq));
      this.#search.pass(before);
      bytes = bytes.subarray(before.length);
      this.#begin();
    }
    if (!this.#isLooking || bytes.length === 0) return;
    this.#limited(() => this.#search.feed(bytes));
    this.#hasNews ||= this.#needsNews && this.#search.hasNews();
    const quietMs = this.#search.seq <= this.#past.output ? this.#past.quietMs : 0;
    this.#printedAt = Math.max(this.#printedAt, now() - quietMs);
    this.#compare();
  }

  #compare(): void {
    if (this.#conditions.stableMs === undefined) return;
    const appearance = this.#search.appearance();
    if (appearance !== this.#appearance) this.#changedAt = this.#printedAt;
    this.#appearance = appearance;
  }

  /**
   * Returns true if the conditions hold that depend on the screen, title or bell, but not on time.
   */
  #isThere(): boolean {
    const { gone, title, bell } = this.#conditions;
    if (!this.#isLooking) return false;
    if (gone !== undefined && (!this.#hasNews || this.#search.shown().includes(gone))) return false;
    if (title !== undefined && this.#search.title?.includes(title) !== true) return false;
    return bell === undefined || this.#search.hasRung;
  }

  /**
   * Milliseconds until the time conditions hold if there is no more output; undefined if output has
   * to come first.
   */
  get waitMs(): number | undefined {
    const { idleMs, stableMs } = this.#conditions;
    if (idleMs === undefined && stableMs === undefined) return 0;
    if (!this.#hasNews) return undefined;
    const idle = this.#printedAt + (idleMs ?? 0);
    const stable = this.#changedAt + (stableMs ?? 0);
    return Math.max(0, Math.ceil(Math.max(idle, stable) - now()));
  }

  /** Returns the match if all conditions except the program's end hold; undefined otherwise. */
  holds(hasEnded: boolean): Came | undefined {
    if (!this.#isThere() || (!hasEnded && this.waitMs !== 0)) return undefined;
    const { text, regex, ...others } = this.#conditions;
    if (text === undefined && regex === undefined) return { seq: this.#search.seq };
    const { found } = this.#search;
    if (!found) return undefined;
    // The text may have vanished by the time that the other conditions hold.
    const isAlone = Object.keys(others).length === 0;
    const isStill = isAlone || this.#limited(() => this.#search.lookAgain()) !== undefined;
    return isStill ? { seq: found.seq, found } : undefined;
  }
}
