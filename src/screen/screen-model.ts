// The screen of a session. It is given every byte of the output, from the first, and follows when there is
// time: bytes wait in a bounded backlog. In a flood it skips what cannot change the result (skip.ts).
// Invariant: what it shows after settle() is what a terminal shows that was there all along.
import { MODEL_BACKLOG_BYTES, MODEL_IDLE_MS, MODEL_SLICE_BYTES } from '../base/limits.ts';
import type { Size } from '../../protocol/message.ts';
import { Emulator } from './emulator.ts';
import {
  enterAlternate,
  enterCharsets,
  enterModes,
  enterPrimary,
  enterPrinting,
  leaveCharsets,
} from './mode-sequences.ts';
import type { Charsets } from './mode-state.ts';
import { Modes } from './modes.ts';
import { Picture } from './picture.ts';
import { skippable } from './skip.ts';

/** DECSC, with character sets in force that are not wanted any longer behind it. */
const saveCursor = (charsets: Charsets): string =>
  `${enterCharsets(charsets)}\x1b7${leaveCharsets(charsets)}`;

export class ScreenModel {
  readonly #emulator: Emulator;
  /** The modes at the end of what the emulator was given. */
  readonly #modes = new Modes();
  readonly #history: number;
  readonly #onFault: (error: unknown) => void;
  /** What waits: from #start to #end. */
  #backlog: Buffer | undefined;
  #start = 0;
  #end = 0;
  #release: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #broken = false;

  /**
   * @param history lines above the screen that are kept
   * @param onFault is told once, if the emulator fails: then there is no picture any more
   */
  constructor({ cols, rows }: Size, history: number, onFault: (error: unknown) => void) {
    this.#emulator = new Emulator(cols, rows, history);
    this.#history = history;
    this.#onFault = onFault;
  }

  /** Takes a copy of output. */
  feed(bytes: Uint8Array): void {
    if (this.#broken) return;
    if (this.#end + bytes.length > MODEL_BACKLOG_BYTES) this.settle();
    this.#backlog ??= Buffer.allocUnsafeSlow(MODEL_BACKLOG_BYTES);
    this.#backlog.set(bytes, this.#end);
    this.#end += bytes.length;
    if (this.#idle) this.#idle.refresh();
    else this.#idle = setTimeout(() => this.#follow(), MODEL_IDLE_MS);
  }

  /** Parses a slice while nothing else happens, and the next one after whatever has come in between. */
  #follow(): void {
    this.#idle = undefined;
    const to = Math.min(this.#start + MODEL_SLICE_BYTES, this.#end);
    if (this.#backlog) this.#parse(this.#backlog.subarray(this.#start, to));
    this.#start = to;
    if (to < this.#end) this.#idle = setTimeout(() => this.#follow(), 0);
    else this.#empty();
  }

  /** Takes in everything that waits. */
  settle(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    const waiting = this.#backlog?.subarray(this.#start, this.#end);
    if (waiting && waiting.length > 0) {
      const { rows } = this.#emulator;
      for (const part of skippable(waiting, this.#history + 2 * rows, this.#plain)) this.#parse(part);
    }
    this.#empty();
  }

  #empty(): void {
    this.#start = this.#end = 0;
    // A flood goes on with the same buffer; a host at rest holds none.
    if (!this.#idle) this.#release ??= setTimeout(() => this.#letGo(), MODEL_IDLE_MS * 10);
  }

  #letGo(): void {
    this.#release = undefined;
    if (this.#end === 0) this.#backlog = undefined;
  }

  /** Whether lines scroll through the whole screen, so that enough of them leave nothing of what was before. */
  get #plain(): boolean {
    const { active, rows } = this.#emulator;
    return active.scrollTop === 0 && active.scrollBottom === rows - 1 && !this.#modes.within;
  }

  #parse(bytes: Buffer): void {
    if (this.#broken) return;
    try {
      this.#modes.feed(bytes);
      this.#emulator.write(bytes);
    } catch (error) {
      this.#broken = true;
      this.#onFault(error);
    }
  }

  resize({ cols, rows }: Size): void {
    this.settle();
    this.#modes.resized();
    if (!this.#broken) this.#emulator.resize(cols, rows);
  }

  /**
   * The output that makes a fresh terminal of the same size show this: its own screen is scrolled up first.
   * @returns undefined if the emulator has failed
   */
  restore(): string | undefined {
    this.settle();
    if (this.#broken) return undefined;
    const emulator = this.#emulator;
    const picture = new Picture(emulator);
    const { state } = this.#modes;
    const out = [picture.primary(), enterPrimary(state)];
    if (emulator.alternateIsActive) {
      // Switching with 1049 saves the cursor; with the older numbers the program did that, or nobody.
      out.push(picture.tabs(emulator.primary), picture.region(emulator.primary));
      out.push(picture.atSaved(emulator.primary), saveCursor(state.savedCharsets[0]));
      out.push(enterAlternate(state), picture.alternate());
    }
    out.push(
      picture.atSaved(emulator.active),
      saveCursor(state.savedCharsets[emulator.alternateIsActive ? 1 : 0]),
    );
    out.push(picture.tabs(emulator.active), picture.region(emulator.active), enterModes(state));
    out.push(picture.cursor(state.privateModes.has(6)), enterPrinting(state));
    if (state.title) out.push(`\x1b]2;${emulator.title}\x1b\\`);
    return out.join('');
  }

  /** What puts a fresh terminal into the modes, for a program that draws its screen again itself. */
  enter(): string {
    this.settle();
    return this.#modes.enter();
  }
}
