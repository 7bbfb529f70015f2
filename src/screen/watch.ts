// Looks for a text on a screen and in its history while output comes. Invariants: of what is printed nothing scrolls away
// unseen; lines that go on from the one before are one; what is found ends at a known byte of the output.
import { LOOK_BACK_CHARACTERS, LOOK_BYTES } from '../base/limits.ts';
import { Emulator } from './emulator.ts';
import type { ScreenBuffer } from './xterm-core.ts';
import { textOf } from './line-text.ts';

/** More lines than a look is behind at most, each of one byte and a line feed's worth of screen. */
const LEAST_HISTORY = 2 * LOOK_BYTES;

/** A screen, and how far it has been looked at. */
class Looked {
  readonly emulator: Emulator;
  /** The first line of the primary screen and its history that may be new. */
  #from = 0;

  constructor(emulator: Emulator) {
    this.emulator = emulator;
    emulator.onTrim((lines) => (this.#from = Math.max(0, this.#from - lines)));
  }

  /** All that may be new, as text: the lines since the last look that have scrolled away, and the screen. */
  text(): string {
    const { primary, active, rows, cols } = this.emulator;
    const first = Math.min(this.#from, primary.ybase);
    const least = Math.max(0, first - Math.ceil(LOOK_BACK_CHARACTERS / cols));
    let from = first;
    while (from > least && primary.lines.get(from)?.isWrapped) from--;
    const lines: string[] = [];
    const add = (buffer: ScreenBuffer, first: number, end: number): void => {
      for (let index = first; index < end; index++) {
        const line = buffer.lines.get(index);
        if (!line) continue;
        const text = textOf(line, cols);
        if (line.isWrapped && lines.length > 0) lines.push(`${lines.pop() ?? ''}${text}`);
        else lines.push(text);
      }
    };
    add(primary, from, primary.ybase);
    add(active, active.ybase, active.ybase + rows);
    return lines.join('\n');
  }

  /** All of it has been looked at. */
  done(): void {
    this.#from = this.emulator.primary.ybase;
  }

  /** Lines are elsewhere: all are looked at again. */
  again(): void {
    this.#from = 0;
  }
}

export interface Found {
  /** What was found. */
  readonly match: string;
  /** The sequence number behind it: bytes of output up to its last character. */
  readonly seq: number;
}

export class Watch {
  readonly #pattern: RegExp;
  readonly #ahead: Looked;
  /** The screen before what is being looked at, to find out behind which byte the text stands. */
  readonly #behind: Looked;
  #seq: number;

  /**
   * @param pattern not sticky, nor global
   * @param history lines above the screen of what it begins with
   * @param seq sequence number of the first byte that it will be fed
   */
  constructor(pattern: RegExp, { cols, rows }: { cols: number; rows: number }, history: number, seq: number) {
    const lines = Math.max(history, LEAST_HISTORY);
    this.#pattern = pattern;
    this.#ahead = new Looked(new Emulator(cols, rows, lines));
    this.#behind = new Looked(new Emulator(cols, rows, lines));
    this.#seq = seq;
  }

  /** Sequence number of the next byte. */
  get seq(): number {
    return this.#seq;
  }

  get #both(): readonly Looked[] {
    return [this.#ahead, this.#behind];
  }

  /** Draws a picture, which is no output. */
  draw(picture: Uint8Array): void {
    for (const { emulator } of this.#both) emulator.write(picture);
  }

  /** Takes output in which nothing is looked for. */
  pass(bytes: Uint8Array): void {
    this.draw(bytes);
    this.#seq += bytes.length;
  }

  /** Goes on at a later place, where what is between could not be had. */
  goOn(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** What is there counts as blank from now on; cursor and modes stay. */
  blank(): void {
    for (const { emulator } of this.#both) emulator.blank();
  }

  resize({ cols, rows }: { cols: number; rows: number }): void {
    for (const looked of this.#both) {
      looked.emulator.resize(cols, rows);
      looked.again();
    }
  }

  /** Looks at what is there. */
  look(): Found | undefined {
    const match = this.#find(this.#ahead);
    for (const looked of this.#both) looked.done();
    return match === undefined ? undefined : { match, seq: this.#seq };
  }

  /** Takes output, and looks for the text in all that it makes of the screen. */
  feed(bytes: Uint8Array): Found | undefined {
    for (let at = 0; at < bytes.length; at += LOOK_BYTES) {
      const part = bytes.subarray(at, at + LOOK_BYTES);
      this.#ahead.emulator.write(part);
      const match = this.#find(this.#ahead);
      if (match !== undefined) return { match, seq: this.#seq + this.#end(part, match) };
      this.#behind.emulator.write(part);
      for (const looked of this.#both) looked.done();
      this.#seq += part.length;
    }
    return undefined;
  }

  #find(looked: Looked): string | undefined {
    return this.#pattern.exec(looked.text())?.[0];
  }

  /** Bytes of this part up to the end of what was found behind it. */
  #end(part: Uint8Array, match: string): number {
    for (let count = 1; count < part.length; count++) {
      this.#behind.emulator.write(part.subarray(count - 1, count));
      if (this.#find(this.#behind) === match) return count;
    }
    return part.length;
  }
}
