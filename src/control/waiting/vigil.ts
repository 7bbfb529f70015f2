// Whether the conditions of a wait hold, as a session's output comes. They are looked for here, on
// a screen of our own that is given the same output: nothing that is looked for can keep the
// session waiting.
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
  /** Only output after this many bytes counts: everything before is blank. */
  readonly since: number | undefined;
  /** For a regular expression, which may take any time. */
  readonly limit: TimeLimit | undefined;
}

/** The state when all conditions held. */
export interface Came {
  readonly seq: number;
  readonly found?: Found;
}

/** What the program has printed by the time that a wait begins. */
export interface Past {
  /** Bytes of output. */
  readonly output: number;
  /** For how long there was none, in ms. */
  readonly quietMs: number;
}

/** The patterns that are looked for; the last one is the one whose match is told. */
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
  #picture = '';
  /** When there was output last, and when the screen changed, on the clock of now(). */
  #printedAt: number;
  #changedAt: number;

  /**
   * @param open makes the screen: the emulator is loaded only for waits that need it
   * @param start what the host has replied to `picture`
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

  /** Sequence number of the output that it has been given. */
  get seq(): number {
    return this.#search.seq;
  }

  /** Returns true if no output may be missed. */
  get needsAll(): boolean {
    return needsAll(this.#conditions);
  }

  /** Returns true if the program has to have answered, where `since` says what to. */
  get #needsNews(): boolean {
    const { gone, stableMs, idleMs } = this.#conditions;
    return [gone, stableMs, idleMs].some((one) => one !== undefined);
  }

  #limited<T>(look: () => T): T {
    return this.#limit ? this.#limit.run(look) : look();
  }

  /** From `since` on all counts, and nothing that is there. */
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
    const picture = this.#search.picture();
    if (picture !== this.#picture) this.#changedAt = this.#printedAt;
    this.#picture = picture;
  }

  /** Returns true if all holds that is a matter of the screen, and not of time. */
  #isThere(): boolean {
    const { gone, title, bell } = this.#conditions;
    if (!this.#isLooking) return false;
    if (gone !== undefined && (!this.#hasNews || this.#search.shown().includes(gone))) return false;
    if (title !== undefined && this.#search.title?.includes(title) !== true) return false;
    return bell === undefined || this.#search.hasRung;
  }

  /**
   * In how many ms all that is a matter of time holds, if there is no more output; undefined where
   * output has to come first.
   */
  get waitMs(): number | undefined {
    const { idleMs, stableMs } = this.#conditions;
    if (idleMs === undefined && stableMs === undefined) return 0;
    if (!this.#hasNews) return undefined;
    const idle = this.#printedAt + (idleMs ?? 0);
    const stable = this.#changedAt + (stableMs ?? 0);
    return Math.max(0, Math.ceil(Math.max(idle, stable) - now()));
  }

  /** The state when everything but the program's end holds; undefined before that. */
  holds(hasEnded: boolean): Came | undefined {
    if (!this.#isThere() || (!hasEnded && this.waitMs !== 0)) return undefined;
    const { text, regex, ...others } = this.#conditions;
    if (text === undefined && regex === undefined) return { seq: this.#search.seq };
    const { found } = this.#search;
    if (!found) return undefined;
    // A text that was there may be gone by the time that all else holds.
    const isAlone = Object.keys(others).length === 0;
    const isStill = isAlone || this.#limited(() => this.#search.lookAgain()) !== undefined;
    return isStill ? { seq: found.seq, found } : undefined;
  }
}
