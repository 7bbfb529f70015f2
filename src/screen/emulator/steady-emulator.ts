// An emulator that outlives its own failures: if it throws, a new one replaces it, in the modes of
// that moment. Invariant: clients are never shown a screen of which a part is from before a
// failure.
import { DEFAULT_SIZE } from '../../base/limits/client-limits.ts';
import { HISTORY_BYTES } from '../../base/limits/limits.ts';
import { MODEL_CELLS, MODEL_COLUMNS, MODEL_ROWS } from '../../base/limits/model-limits.ts';
import { lacks } from '../modes/lacked-functions.ts';
import type { Group } from '../modes/lacked-functions.ts';
import type { Size } from '../../../protocol/message.ts';
import type { Counting } from '../widths/unicode.ts';
import { HistoryEmulator } from './history-emulator.ts';

/** A cell of the emulator: content, foreground, background, 4 bytes each. */
const CELL_BYTES = 12;

export interface SteadyEvents {
  /**
   * The emulator has failed: its screen is unknown until the program has drawn or erased every
   * place.
   */
  onFault(error: unknown): void;
  /** Returns what puts a fresh terminal into the present modes. */
  enter(): string;
}

export class SteadyEmulator {
  readonly #events: SteadyEvents;
  readonly #history: number;
  /** The emulator's options until it is needed. */
  #size: Size = DEFAULT_SIZE;
  #made: HistoryEmulator | undefined;
  #counting: Counting = 'points';
  #kind: string | undefined;
  /**
   * Number of the first line that the next emulator is given, counted from the start of the
   * session.
   */
  #firstLine = 0;
  #oversized = false;
  /** True if there was output while the screen was too large. */
  #missedOutput = false;
  /** True if it is a new one, and something on its screen is from before a failure. */
  #covered = false;
  /** True if not even a new one works. */
  #broken = false;

  /** @param history lines above the screen that are kept, as far as HISTORY_BYTES hold them */
  constructor(size: Size, history: number, events: SteadyEvents) {
    this.#history = history;
    this.#events = events;
    this.#take(size);
  }

  #take(size: Size): void {
    const { cols, rows } = size;
    this.#oversized = cols * rows > MODEL_CELLS || rows > MODEL_ROWS || cols > MODEL_COLUMNS;
    if (!this.#oversized) this.#size = { cols, rows };
  }

  /** Makes the emulator, if it has not been needed yet. */
  prepare(): void {
    this.try(() => undefined);
  }

  /**
   * Columns and rows of the emulator, which differ from those of a screen that is too large for it.
   */
  get size(): Size {
    return this.#size;
  }

  /** This many lines of this width leave nothing of the history before them. */
  get kept(): number {
    return Math.min(this.#history, Math.floor(HISTORY_BYTES / (this.#size.cols * CELL_BYTES)));
  }

  /**
   * Does something with the emulator.
   * @returns undefined if it has failed
   */
  try<T>(work: (emulator: HistoryEmulator) => T): T | undefined {
    if (this.#broken) return undefined;
    try {
      return work((this.#made ??= this.#make()));
    } catch (error) {
      this.#renew();
      this.#events.onFault(error);
      return undefined;
    }
  }

  /** Sets how columns are counted unless the program sets mode 2027. */
  count(counting: Counting): void {
    if (counting === this.#counting) return;
    this.#counting = counting;
    this.#made?.count(counting);
  }

  /** Returns true if the terminal lacks these functions. */
  lacks(group: Group): boolean {
    return lacks(this.#kind, group);
  }

  /** The terminal is of this kind from here on: see lacking.ts. */
  imitate(kind: string | undefined): void {
    this.#kind = kind;
    this.#made?.imitate(kind);
  }

  /** Parses output, unless the screen is too large. */
  write(bytes: Buffer): void {
    if (this.#oversized) this.#missedOutput = true;
    else this.try((emulator) => emulator.write(bytes));
  }

  /**
   * Reads what the screen shows.
   * @returns undefined if that is unknown, after a failure, or if the screen is too large
   */
  read<T>(work: (emulator: HistoryEmulator) => T): T | undefined {
    if (this.#oversized) return undefined;
    if (this.#covered) this.#covered = this.try((emulator) => emulator.uncover()) !== true;
    return this.#covered ? undefined : this.try(work);
  }

  resize(size: Size): void {
    this.#take(size);
    if (this.#oversized) return;
    if (this.#missedOutput) {
      this.#missedOutput = false;
      return this.lose();
    }
    if (!this.#made) return;
    this.try((emulator) => emulator.resize(size.cols, size.rows));
  }

  /** It is not given all of the output: a new one takes its place, as after a failure. */
  lose(): void {
    if (!this.#broken) this.#renew();
  }

  #make(): HistoryEmulator {
    const emulator = new HistoryEmulator(this.#size.cols, this.#size.rows, this.#history, this.#firstLine);
    emulator.count(this.#counting);
    emulator.imitate(this.#kind);
    return emulator;
  }

  #renew(): void {
    // No line of the new one has the number of a line of the old one.
    this.#firstLine = (this.#made?.firstLine ?? this.#firstLine) + MODEL_ROWS;
    this.#made = undefined;
    this.#covered = true;
    try {
      const emulator = this.#make();
      const modes = this.#events.enter();
      if (modes !== '') emulator.write(Buffer.from(modes));
      emulator.cover();
      this.#made = emulator;
    } catch {
      this.#broken = true; // only the failure before is reported
    }
  }
}
