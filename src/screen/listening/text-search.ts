// Follows a session's output on screens of its own for a client that waits for something in it.
// Invariants: nothing printed scrolls away unseen; a line and its continuations are one; a match
// ends at a known byte of the output; the echo of typed input is never a match.
import { LOOK_BYTES } from '../../base/limits/limits.ts';
import type { TypedLine } from '../../base/text/typed-line.ts';
import { Emulator } from '../emulator/emulator.ts';
import { textOf } from './line-text.ts';
import { SearchedScreen } from './searched-screen.ts';

/** More lines than a look lags at most, each of one byte and a line feed's worth of screen. */
const MIN_HISTORY = 2 * LOOK_BYTES;

export interface Found {
  /** The matched text. */
  readonly match: string;
  /** The groups of a regular expression, in order. */
  readonly captures: readonly (string | undefined)[];
  /** The same by name, for groups that have one. */
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The sequence number after it: bytes of output up to its last character. */
  readonly seq: number;
}

export interface WatchOptions {
  /** All are looked for; neither sticky nor global. */
  readonly patterns: readonly RegExp[];
  /** True if `shown` and `appearance` will be asked for. */
  readonly isShown: boolean;
  readonly size: { readonly cols: number; readonly rows: number };
  /** Lines above the screen at the beginning. */
  readonly history: number;
  /** Sequence number of the first byte that it will be fed. */
  readonly seq: number;
  /** Lines typed from there on. */
  readonly typed: readonly TypedLine[];
}

export function foundIn(found: RegExpExecArray, seq: number): Found {
  const [match, ...captures] = found;
  return { match, captures, groups: { ...found.groups }, seq };
}

export class TextSearch {
  readonly #patterns: readonly RegExp[];
  readonly #found: (Found | undefined)[];
  readonly #ahead: SearchedScreen;
  /** The screen before the part being searched, to find the byte after which a text stands. */
  readonly #behind: SearchedScreen;
  /** The screen as a person sees it: nothing on it is blanked. */
  readonly #shown: Emulator | undefined;
  #typed: readonly TypedLine[];
  #seq: number;
  #title: string | undefined;
  #hasRung = false;

  constructor({ patterns, isShown, size, history, seq, typed }: WatchOptions) {
    const { cols, rows } = size;
    const lines = Math.max(history, MIN_HISTORY);
    this.#patterns = patterns;
    this.#found = patterns.map(() => undefined);
    this.#ahead = new SearchedScreen(new Emulator(cols, rows, lines));
    this.#behind = new SearchedScreen(new Emulator(cols, rows, lines));
    this.#shown = isShown ? new Emulator(cols, rows, 0) : undefined;
    this.#seq = seq;
    this.#typed = typed;
    const { emulator } = this.#ahead;
    emulator.onSigns({ title: (title) => (this.#title = title), bell: () => (this.#hasRung = true) });
  }

  /** Sequence number of the next byte. */
  get seq(): number {
    return this.#seq;
  }

  /** The window's title, if it was set since `blank`, or since the beginning. */
  get title(): string | undefined {
    return this.#title;
  }

  /** Returns true if the bell was rung since then. */
  get hasRung(): boolean {
    return this.#hasRung;
  }

  /** The last pattern's match, once all have matched. */
  get found(): Found | undefined {
    return this.#found.includes(undefined) ? undefined : this.#found.at(-1);
  }

  get #both(): readonly SearchedScreen[] {
    return [this.#ahead, this.#behind];
  }

  /** Draws a snapshot, which is not output. */
  draw(snapshot: Uint8Array): void {
    for (const { emulator } of this.#both) emulator.write(snapshot);
    this.#shown?.write(snapshot);
    this.#hasRung = false;
  }

  /**
   * Begins the lines that were typed at this place; how many of the next bytes there are up to the
   * next one.
   */
  #untilTyped(bytes: number): number {
    let [next] = this.#typed;
    for (; next && next.from <= this.#seq; [next] = this.#typed) {
      for (const { echo } of this.#both) echo.begin(next);
      this.#typed = this.#typed.slice(1);
    }
    return next ? Math.min(bytes, next.from - this.#seq) : bytes;
  }

  /** Takes output in which nothing is looked for. */
  pass(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const count = this.#untilTyped(bytes.length - at);
      this.draw(bytes.subarray(at, (at += count)));
      this.#seq += count;
    }
  }

  /** Continues at a later place, if the output between is not available. */
  goOn(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** The present contents count as blank from now on; cursor and modes stay. */
  blank(): void {
    this.#untilTyped(0);
    for (const looked of this.#both) looked.blank();
    this.#title = undefined;
    this.#hasRung = false;
  }

  resize({ cols, rows }: { cols: number; rows: number }): void {
    for (const looked of this.#both) {
      looked.emulator.resize(cols, rows);
      looked.again();
    }
    this.#shown?.resize(cols, rows);
  }

  /** Searches the present contents. */
  look(): Found | undefined {
    for (const [index, pattern] of this.#patterns.entries()) {
      const match = this.#ahead.find(pattern);
      this.#found[index] ??= match && foundIn(match, this.#seq);
    }
    for (const looked of this.#both) looked.done();
    return this.found;
  }

  /** Looks for all texts once more, in all that is there. */
  lookAgain(): Found | undefined {
    for (const looked of this.#both) looked.again();
    this.#found.fill(undefined);
    return this.look();
  }

  /** Takes output, and looks for the texts in all that it makes of the screen. */
  feed(bytes: Uint8Array): Found | undefined {
    for (let at = 0; at < bytes.length;) {
      const count = this.#untilTyped(Math.min(bytes.length - at, LOOK_BYTES));
      const part = bytes.subarray(at, (at += count));
      this.#ahead.emulator.write(part);
      this.#shown?.write(part);
      this.#lookIn(part);
      for (const looked of this.#both) looked.done();
      this.#seq += count;
    }
    return this.found;
  }

  /**
   * Searches this part for patterns that have not matched, and finds the byte at which a match
   * ends.
   */
  #lookIn(part: Uint8Array): void {
    const { emulator } = this.#behind;
    const matches = new Map<number, RegExpExecArray>();
    for (const [index, pattern] of this.#patterns.entries()) {
      const match = this.#found[index] ? undefined : this.#ahead.find(pattern);
      if (match) matches.set(index, match);
    }
    let count = 0;
    for (; matches.size > 0 && count < part.length - 1; count++) {
      emulator.write(part.subarray(count, count + 1));
      for (const [index, match] of matches) {
        const pattern = this.#patterns[index];
        if (!pattern || this.#behind.find(pattern)?.[0] !== match[0]) continue;
        this.#found[index] = foundIn(match, this.#seq + count + 1);
        matches.delete(index);
      }
    }
    emulator.write(part.subarray(count));
    for (const [index, match] of matches) this.#found[index] = foundIn(match, this.#seq + part.length);
  }

  /** Returns true if there was output since `blank` other than the echo of typed input. */
  hasNews(): boolean {
    return !this.#ahead.echo.isExpected || this.#ahead.hasNews();
  }

  /** The screen as a person sees it, line by line; a line that continues on the next row is one. */
  shown(): string {
    const { active, rows, cols } = this.#shown ?? this.#ahead.emulator;
    let text = '';
    for (let row = active.ybase; row < active.ybase + rows; row++) {
      const line = active.lines.get(row);
      if (line) text += `${row > active.ybase && !line.isWrapped ? '\n' : ''}${textOf(line, cols)}`;
    }
    return text;
  }

  /** The same with colours and attributes, to be compared. */
  appearance(): string {
    const { active, rows } = this.#shown ?? this.#ahead.emulator;
    const words = [this.shown()];
    for (let row = active.ybase; row < active.ybase + rows; row++)
      words.push(String(active.lines.get(row)?._data));
    return words.join('\n');
  }
}
