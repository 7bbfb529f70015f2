// Gives output to the modes and to the emulator, in pieces whose work is bounded. Invariant: at a
// query both are at the place of the query, and between two pieces both are at the end of the
// first.
import { MODEL_PIECE_WORK } from '../../base/limits/model-limits.ts';
import type { Size } from '../../../protocol/message.ts';
import { Modes } from '../modes/terminal-modes.ts';
import { END_OF_FRAME } from './open-frame.ts';
import { SteadyEmulator } from '../emulator/steady-emulator.ts';
import { workOf } from '../emulator/work.ts';
import type { Extent } from '../emulator/work.ts';

const QUESTION_MARK = 0x3f;
const SET = 0x68; // DECSET
const SYNCHRONISED = 2026;

const NOTHING: Buffer = Buffer.alloc(0);

export interface ModelParserPort {
  onQuery(query: string): void;
  /** The emulator has failed: see ScreenModelEvents. */
  onFault(error: unknown): void;
  /** A piece of this many bytes was parsed in `ms` milliseconds. */
  onParsed(bytes: number, ms: number): void;
  /** Milliseconds, of a clock that only goes forward. */
  now(): number;
}

const extentOf = ({ size, kept }: SteadyEmulator): Extent => ({ ...size, kept });

export class ModelParser {
  readonly modes: Modes;
  readonly emulator: SteadyEmulator;
  readonly #port: ModelParserPort;
  /** The piece being parsed, how much of it the emulator has, and its amount of work. */
  #piece = NOTHING;
  #written = 0;
  #work = 0;
  /** The emulator's, of which most functions need none. */
  #extent: Extent;
  #inFrame = false;
  #opensFrame = false;
  #skims = false;

  /** @param history lines above the screen that are kept, as far as HISTORY_BYTES hold them */
  constructor(size: Size, history: number, port: ModelParserPort) {
    this.#port = port;
    this.modes = new Modes({
      lacksSoftReset: () => this.emulator.lacks('softReset'),
      onQuery: (query, end) => {
        this.#writeTo(end);
        port.onQuery(query);
      },
      onFunction: (prefix, intermediate, final, params, end) => {
        this.#work += workOf(this.#extent, prefix, intermediate, final, params);
        if (this.#work > MODEL_PIECE_WORK) this.modes.stop();
        if (prefix === QUESTION_MARK && params) this.#followFrames(final, params, end);
      },
    });
    this.emulator = new SteadyEmulator(size, history, {
      onFault: (error) => port.onFault(error),
      enter: () => this.modes.enter(),
    });
    this.#extent = extentOf(this.emulator);
  }

  /** Returns true if output is only looked through for modes. */
  get skims(): boolean {
    return this.#skims;
  }

  /** The screen is given up: from here on output is only looked through for modes. */
  skim(): void {
    this.#skims = true;
    this.emulator.lose();
  }

  /** Draws output again from here on, on a screen whose contents are unknown. */
  draw(): void {
    this.#skims = false;
    this.emulator.lose(); // so that the next one is in the modes of this place
  }

  /** A frame that does not end in the piece is parsed no further than to its beginning. */
  #followFrames(final: number, params: readonly number[], end = 0): void {
    if (!params.includes(SYNCHRONISED)) return;
    const begins = final === SET && !this.#inFrame && !this.#skims;
    this.#inFrame = final === SET;
    if (!begins || this.#piece.includes(END_OF_FRAME, end)) return;
    this.#opensFrame = true;
    this.modes.stop();
  }

  /** Returns true if a frame begins after the parsed output, which does not hold all of it. */
  get opensFrame(): boolean {
    return this.#opensFrame;
  }

  /**
   * Parses output, up to a bounded amount of work.
   * @returns how many bytes
   */
  parse(bytes: Buffer): number {
    const began = this.#port.now();
    this.#extent = extentOf(this.emulator);
    this.#piece = bytes;
    this.#written = this.#work = 0;
    this.#opensFrame = false;
    let count = bytes.length;
    try {
      count = this.modes.feed(bytes);
    } catch (error) {
      this.#port.onFault(error); // nothing that a program prints may end its session
    }
    this.#writeTo(count);
    this.modes.titleAndBell?.titled(); // it may have been taken off the stack
    this.#piece = NOTHING; // it is a view of the queue's
    this.#port.onParsed(count, this.#port.now() - began);
    return count;
  }

  /** Gives the emulator the piece up to here. */
  #writeTo(end: number): void {
    const bytes = this.#piece.subarray(this.#written, end);
    this.#written = end;
    if (bytes.length > 0 && !this.#skims) this.emulator.write(bytes);
  }
}
