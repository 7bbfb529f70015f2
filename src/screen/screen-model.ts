// The screen of a session. It is given every byte of the output, from the first, and follows when there is
// time: bytes wait in a bounded backlog. In a flood it skips what cannot change the result (skip.ts).
// Invariant: what it shows after settle() is what a terminal shows that was there all along, or nothing.
import { MODEL_ANSWER_MS, MODEL_IDLE_MS, MODEL_SLICE_BYTES } from '../base/limits.ts';
import type { Size } from '../../protocol/message.ts';
import { answerTo, identify, inBandSize } from './answers.ts';
import { Backlog } from './backlog.ts';
import type { ModeState } from './mode-state.ts';
import { Modes } from './modes.ts';
import { Picture } from './picture.ts';
import { IN_BAND_SIZE, IN_BAND_SIZE_QUERY, singleQueries } from './queries.ts';
import { restoreSequence } from './restore.ts';
import { Watchers } from './signs.ts';
import type { Watcher } from './signs.ts';
import { skippable } from './skip.ts';
import { SteadyEmulator } from './steady-emulator.ts';
import { viewOf } from './view.ts';
import type { Form, View } from './view.ts';

const NOTHING: Buffer = Buffer.alloc(0);

/** DECOM: leaving it takes the cursor home. */
const ORIGIN = 6;

/** No terminal's report of what it is is longer. */
const MOST_REPORT_BYTES = 256;

export interface ScreenModelEvents {
  /** What the terminal reports to the program, while the model is the terminal, and on which query. */
  onAnswer(report: string, query: string): void;
  /** While another one is the terminal: it was asked this, and the model would have answered so ('' for nothing). */
  onPassedOn?(query: string, answer: string): void;
  /** The model has taken in all output so far. */
  onCaughtUp?(): void;
  /** The terminal's size, with its pixels where they are known. */
  size?(): Size;
  /** It has failed on some output: there is no picture until the program has drawn or erased all of its screen. */
  onFault(error: unknown): void;
  /** So many bytes are about to be parsed. */
  onParsed?(bytes: number): void;
}

export class ScreenModel {
  readonly #emulator: SteadyEmulator;
  /** The modes at the end of what the emulator was given, but for bytes of the slice that is being parsed. */
  readonly #modes = new Modes({ onQuery: (query, end) => this.#asked(query, end) });
  readonly #events: ScreenModelEvents;
  readonly #learnt = new Map<string, string>();
  #answering = false;
  #positionQueries = { count: 0, at: 0 };
  readonly #backlog = new Backlog();
  /** The slice that is being parsed, and how much of it the emulator has. */
  #slice = NOTHING;
  #written = 0;
  #release: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #watchers = new Watchers(() => this.#modes.state.titles.get(2) ?? '');

  /** @param history lines above the screen that are kept, as far as HISTORY_BYTES hold them */
  constructor(size: Size, history: number, events: ScreenModelEvents) {
    this.#events = events;
    this.#emulator = new SteadyEmulator(size, history, {
      onFault: (error) => events.onFault(error),
      enter: () => this.#modes.enter(),
    });
  }

  /** Makes the emulator, where that has not been necessary yet. */
  prepare(): void {
    this.#emulator.prepare();
  }

  /** Whether the model is the program's terminal, and answers its queries: those in what it is fed from now on. */
  set answering(on: boolean) {
    if (on === this.#answering) return;
    this.settle();
    this.#answering = on;
  }

  /**
   * Tells of titles and bells in what it is fed from now on, and follows soon then, also in the midst of output.
   * @returns what ends that
   */
  watch(watcher: Watcher): () => void {
    this.settle();
    this.#watchers.add(watcher);
    this.#modes.signs = this.#watchers;
    return () => {
      this.#watchers.remove(watcher);
      if (!this.#watchers.some) this.#modes.signs = undefined;
    };
  }

  /** The model is the program's terminal no more, and nobody hears what it would have answered to what waits. */
  hush(): void {
    this.#answering = false;
  }

  /** Learns from a report of the leader's terminal what to answer later in its place. */
  learn(report: string): void {
    const what = report.length <= MOST_REPORT_BYTES ? identify(report) : undefined;
    if (what === undefined) return;
    const colour = /^\]1(\d)/.exec(what);
    // What the program has set itself is not the terminal's own.
    if (colour && this.#modes.state.colours.has(10 + Number(colour[1]))) return;
    if (what.startsWith(']4;') && this.#modes.state.palette.has(Number(what.slice(3)))) return;
    this.#learnt.set(what, report);
  }

  /**
   * Takes a copy of output.
   * @param soon whether the program waits for answers
   */
  feed(bytes: Uint8Array, soon = this.#answering): void {
    if (this.#backlog.isFullFor(bytes.length)) this.#parse(this.#backlog.makeRoom(this.#needed));
    this.#backlog.add(bytes);
    if (!this.#idle) {
      this.#idle = setTimeout(() => this.#follow(), soon ? MODEL_ANSWER_MS : MODEL_IDLE_MS);
    } else if (!this.#answering && !this.#watchers.some) this.#idle.refresh(); // the clients go first
  }

  /** Parses a slice while nothing else happens, and the next one after whatever has come in between. */
  #follow(): void {
    this.#idle = undefined;
    if (this.#answering) return this.settle();
    if (this.#backlog.length > MODEL_SLICE_BYTES) this.#backlog.skip(this.#needed);
    this.#parse(this.#backlog.take(MODEL_SLICE_BYTES));
    if (this.#backlog.length > 0) this.#idle = setTimeout(() => this.#follow(), 0);
    else this.#rest();
  }

  /** Takes in everything that waits. */
  settle(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.#backlog.skip(this.#needed);
    while (this.#backlog.length > 0) this.#parse(this.#backlog.take(MODEL_SLICE_BYTES));
    this.#rest();
  }

  /** What of the backlog has to be parsed. */
  readonly #needed = (waiting: Buffer): Buffer[] => {
    const { kept, size } = this.#emulator;
    return skippable(waiting, kept + 2 * size.rows, this.#plain);
  };

  /** A flood goes on with the same buffer; a host at rest holds none. */
  #rest(): void {
    this.#events.onCaughtUp?.();
    this.#release ??= setTimeout(() => {
      this.#release = undefined;
      this.#backlog.letGo();
    }, MODEL_IDLE_MS);
  }

  /** Whether lines scroll through the whole screen, so that enough of them leave nothing of what was before. */
  get #plain(): boolean {
    const whole = this.#emulator.try(
      ({ active, rows }) => active.scrollTop === 0 && active.scrollBottom === rows - 1,
    );
    return whole === true && !this.#modes.within;
  }

  #parse(bytes: Buffer): void {
    this.#events.onParsed?.(bytes.length);
    this.#slice = bytes;
    this.#written = 0;
    try {
      this.#modes.feed(bytes);
    } catch (error) {
      this.#events.onFault(error); // nothing that a program prints may end its session
    }
    this.#writeTo(bytes.length);
    this.#modes.signs?.titled(); // it may have been taken off the stack
    this.#slice = NOTHING; // it may be the backlog, which is let go of
  }

  /** Gives the emulator the slice up to here. */
  #writeTo(end: number): void {
    const bytes = this.#slice.subarray(this.#written, end);
    this.#written = end;
    if (bytes.length > 0) this.#emulator.try((emulator) => emulator.write(bytes));
  }

  /** A query stands in front of `end`: the emulator is brought there, so that the answer is of that moment. */
  #asked(query: string, end: number): void {
    if (query === '6n') this.#positionQueries = { count: this.#positionQueries.count + 1, at: Date.now() };
    this.#writeTo(end);
    for (const single of singleQueries(query)) {
      const report = this.answer(single);
      // The in-band size is the session's, whatever size the terminal has.
      if (!this.#answering && single !== IN_BAND_SIZE_QUERY) this.#events.onPassedOn?.(single, report);
      else if (report) this.#events.onAnswer(report, single);
    }
  }

  /** What a terminal that shows this would answer to a query: '' for nothing. */
  answer(query: string): string {
    const { state } = this.#modes;
    const { xpixel = 0, ypixel = 0 } = this.#events.size?.() ?? this.#emulator.size;
    const terminal = { state, learnt: this.#learnt, pixels: { xpixel, ypixel } };
    return this.#emulator.try((emulator) => answerTo(query, { ...terminal, emulator })) ?? '';
  }

  /** What the program is to be told in band of a new size: undefined where it has not asked for that. */
  inBandSize(size: Size): string | undefined {
    return this.modes.privateModes.get(IN_BAND_SIZE) ? inBandSize(size, this.#learnt) : undefined;
  }

  resize(size: Size): void {
    this.settle();
    this.#modes.resized();
    this.#emulator.resize(size);
  }

  /**
   * The output that makes a fresh terminal of the same size show this: its own screen is scrolled up first.
   * @param history the most lines above the screen that it gets
   * @returns undefined where that is not known, as the emulator has failed or the screen is too large for it
   */
  restore(history = Infinity): string | undefined {
    this.settle();
    return this.#emulator.read((emulator) => restoreSequence(emulator, this.#modes.state, history));
  }

  /**
   * What a person would see.
   * @param history the most lines above the screen
   * @param forms of its text
   * @returns undefined where that is not known, as the emulator has failed or the screen is too large for it
   */
  view(history: number, ...forms: readonly Form[]): View | undefined {
    this.settle();
    return this.#emulator.read((emulator) => viewOf(emulator, this.#modes.state, history, forms));
  }

  /** Bytes of output that it has not taken in. */
  get waiting(): number {
    return this.#backlog.length;
  }

  /** Whether the output ends within a control function. */
  get within(): boolean {
    this.settle();
    return this.#modes.within;
  }

  /** How often the program has asked its terminal where the cursor is, and when last, in ms since 1970. */
  get positionQueries(): { readonly count: number; readonly at: number } {
    this.settle();
    return this.#positionQueries;
  }

  /** The modes that the program has set by now. */
  get modes(): Readonly<ModeState> {
    this.settle();
    return this.#modes.state;
  }

  /**
   * Lines from where the cursor will be on the primary screen, once the modes are undone, down to the first line that
   * is free: 0 if it stands on it.
   * @returns undefined where that is not known
   */
  below(): number | undefined {
    this.settle();
    const { state } = this.#modes;
    if (state.privateModes.has(ORIGIN)) return undefined;
    return this.#emulator.read((emulator) => new Picture(emulator).below(state.alternate === 1049));
  }

  /** What puts a fresh terminal into the modes, for a program that draws its screen again itself. */
  enter(): string {
    this.settle();
    return this.#modes.enter();
  }
}
