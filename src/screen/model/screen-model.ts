// The screen of a session. It is given every byte of the output, from the first, and follows when
// there is time: bytes wait in a bounded queue (parse-queue.ts). In a flood it skips what cannot
// change the result (skip.ts). Invariant: what it shows of a place in the output is what a terminal
// shows that was there all along, or nothing.
import { now } from '../../base/clock.ts';
import { ORIGIN } from '../modes/mode-state.ts';
import { MODEL_ANSWER_MS, MODEL_IDLE_MS } from '../../base/limits/model-limits.ts';
import type { Size } from '../../../protocol/message.ts';
import { foreignStrings } from '../emulator/foreign-strings.ts';
import type { Translate } from '../emulator/foreign-strings.ts';
import { lateStep } from './late-step.ts';
import { TerminalReports } from './terminal-reports.ts';
import type { ModeState } from '../modes/mode-state.ts';
import type { ScreenModelEvents } from './screen-model-events.ts';
import { ModelParser } from './model-parser.ts';
import { ModesAhead } from '../modes/modes-ahead.ts';
import { ParseQueue } from './parse-queue.ts';
import { SnapshotParts } from '../snapshot/snapshot-parts.ts';
import { IN_BAND_SIZE, IN_BAND_SIZE_QUERY, singleQueries } from './queries.ts';
import { restoreSequence } from '../snapshot/restore.ts';
import { seenLines } from '../snapshot/seen-lines.ts';
import type { SeenLines } from '../snapshot/seen-lines.ts';
import { TitleAndBellListeners } from '../listening/title-and-bell.ts';
import type { TitleAndBellListener } from '../listening/title-and-bell.ts';
import { skippable } from './skip.ts';
import { viewOf } from '../snapshot/view.ts';
import type { Form, View } from '../snapshot/view.ts';

export class ScreenModel {
  readonly #parser: ModelParser;
  readonly #events: ScreenModelEvents;
  readonly #terminalReports = new TerminalReports();
  readonly #queue: ParseQueue;
  /** True if it answers queries in the parsed output, and in newly fed output. */
  #answers = false;
  #answering = false;
  #positionQueries = { count: 0, at: 0 };
  /** How often it was told to stop answering. */
  #hushes = 0;
  #resizing: { size: Size; readonly run: () => void } | undefined;
  readonly #translate: Translate;
  readonly #ahead: ModesAhead;
  readonly #listeners = new TitleAndBellListeners(() => this.#parser.modes.state.titles.get(2) ?? '');

  /**
   * @param history lines above the screen that are kept, as far as HISTORY_BYTES hold them
   * @param term the program's TERM
   * @param clock milliseconds, of a clock that only goes forward
   */
  constructor(size: Size, history: number, events: ScreenModelEvents, term?: string, clock = now) {
    this.#events = events;
    this.#translate = foreignStrings(term);
    this.#parser = new ModelParser(size, history, {
      onQuery: (query) => this.#asked(query),
      onFault: (error) => events.onFault(error),
      onParsed: (bytes, ms) => events.onParsed?.(bytes, ms),
      now: clock,
    });
    this.#queue = new ParseQueue({
      parse: (bytes) => this.#parser.parse(bytes),
      opensFrame: () => this.#parser.opensFrame,
      resizes: (run) => run === this.#resizing?.run,
      needed: (bytes) => this.#needed(bytes),
      onFull: (full) => events.onFull?.(full),
      onCaughtUp: () => events.onCaughtUp?.(),
      now: clock,
    });
    this.#ahead = new ModesAhead(this.#queue, this.#parser.modes, clock);
  }

  /** Makes the emulator, if it has not been needed yet. */
  prepare(): void {
    this.#parser.emulator.prepare();
  }

  /** @param on true if the model is the program's terminal and answers queries from here on */
  setAnswering(on: boolean): void {
    if (on === this.#answering) return;
    this.#answering = on;
    const hushes = this.#hushes;
    this.#queue.then(() => {
      if (hushes === this.#hushes) this.#answers = on;
    });
  }

  /**
   * Reports titles and bells in output that is fed from now on, which is then parsed soon.
   * @returns a function that ends that
   */
  listen(listener: TitleAndBellListener): () => void {
    let stopped = false;
    this.#queue.then(() => {
      if (stopped) return;
      this.#listeners.add(listener);
      this.#parser.modes.titleAndBell = this.#listeners;
    });
    return () => {
      stopped = true;
      this.#listeners.remove(listener);
      if (!this.#listeners.hasListeners) this.#parser.modes.titleAndBell = undefined;
    };
  }

  /** The model is no longer the program's terminal: queries that wait are not answered. */
  stopAnswering(): void {
    this.#answering = this.#answers = false;
    this.#hushes++;
  }

  /** Learns from a report of the leader's terminal what to answer later in its place. */
  rememberTerminalReport(report: string): void {
    const { emulator, modes } = this.#parser;
    this.#terminalReports.learn(report, modes.state);
    emulator.count(this.#terminalReports.counting);
    if (this.#terminalReports.kind !== undefined) emulator.imitate(this.#terminalReports.kind);
  }

  /** Sets the leader's kind of terminal emulator; undefined if its client does not know it. */
  imitate(kind: string | undefined): void {
    this.#parser.emulator.imitate(kind ?? this.#terminalReports.kind);
  }

  /**
   * Takes a copy of output.
   * @param soon true if the program waits for answers
   */
  feed(bytes: Uint8Array, soon = this.#answering): void {
    const clientsFirst = !this.#answering && !this.#listeners.hasListeners;
    this.#queue.add(this.#translate(bytes), soon ? MODEL_ANSWER_MS : MODEL_IDLE_MS, clientsFirst);
  }

  /** Takes in everything that waits, however long that takes. */
  flush(): void {
    this.#queue.flush();
  }

  /**
   * Calls back when all output so far has been parsed, at once if nothing waits.
   * @param waitMs after this time the call gets false, and the screen must not be used
   */
  whenParsed(call: (parsed: boolean) => void, waitMs: number): void {
    this.#queue.thenWhole(lateStep(call, waitMs));
  }

  /**
   * Like `whenParsed`; within a synchronised update (2026) the screen is the one before the update.
   * @param call given the place of what it shows: the bytes of output up to there
   */
  whenShown(call: (parsed: boolean, place: number) => void, waitMs: number): void {
    this.#queue.thenShow(lateStep((parsed) => call(parsed, this.#queue.start), waitMs));
  }

  /** Calls back when exactly the output so far is parsed, at once if nothing waits. */
  afterOutput(call: () => void): void {
    this.#queue.then(call);
  }

  /** Returns true if all that it was fed has been parsed, as far as that takes no time. */
  catchUp(): boolean {
    return this.#queue.catchUp();
  }

  /** Waiting output takes too long: the screen is unknown until the program has drawn all of it. */
  giveUp(): void {
    if (this.#parser.skims) return;
    this.#parser.skim();
    this.#queue.endFrame();
    this.#queue.then(() => this.#parser.draw(), false);
  }

  #needed(waiting: Buffer): Buffer[] {
    const { kept, size } = this.#parser.emulator;
    return skippable(waiting, kept + 2 * size.rows, this.#plain);
  }

  /** Returns true if lines scroll through the whole screen: enough of them replace all of it. */
  get #plain(): boolean {
    const whole = this.#parser.emulator.try(
      ({ active, rows, cols, margins }) =>
        active.scrollTop === 0 &&
        active.scrollBottom === rows - 1 &&
        margins.left === 0 &&
        margins.right === cols - 1,
    );
    return whole === true && !this.#parser.modes.within;
  }

  /** The program has asked something: the emulator shows the moment of the query. */
  #asked(query: string): void {
    if (query === '6n') this.#positionQueries = { count: this.#positionQueries.count + 1, at: Date.now() };
    for (const single of singleQueries(query)) {
      const report = this.answer(single);
      // The in-band size is the session's, whatever size the terminal has.
      if (!this.#answers && single !== IN_BAND_SIZE_QUERY) this.#events.onPassedOn?.(single, report);
      else if (report) this.#events.onAnswer(report, single);
    }
  }

  /** The answer to a query by a terminal that shows this: '' for nothing. */
  answer(query: string): string {
    const { state } = this.#parser.modes;
    const size = this.#events.size?.() ?? this.#parser.emulator.size;
    return (
      this.#parser.emulator.try((emulator) => this.#terminalReports.answer(query, emulator, state, size)) ??
      ''
    );
  }

  /** The in-band report (2048) of a new size; undefined if the program has not asked for it. */
  inBandSize(size: Size): string | undefined {
    return this.modes.privateModes.get(IN_BAND_SIZE) ? this.#terminalReports.inBandSize(size) : undefined;
  }

  /** Resizes the screen here. If several resizes have no output between, the last one counts. */
  resize(size: Size): void {
    if (this.#resizing && this.#queue.endsWith(this.#resizing.run)) {
      this.#resizing.size = size;
      return;
    }
    const resizing = {
      size,
      run: (): void => {
        this.#parser.modes.resized();
        this.#parser.emulator.resize(resizing.size);
      },
    };
    this.#resizing = resizing;
    this.#queue.then(resizing.run, false);
  }

  /**
   * The output that makes a fresh terminal of the same size show this: its own screen is scrolled
   * up first.
   * @param history the most lines above the screen that it gets
   * @param seen what that terminal has shown before
   * @returns undefined if it is unknown: the emulator has failed, or the screen is too large
   */
  restore(history = Infinity, seen?: SeenLines): string | undefined {
    this.flush();
    const { isWithinFrame } = this.#queue;
    return this.#parser.emulator.read((emulator) =>
      restoreSequence(emulator, this.#parser.modes.state, history, seen, isWithinFrame),
    );
  }

  /** What a terminal has seen that was shown all output up to here; undefined if unknown. */
  seen(): SeenLines | undefined {
    return this.#parser.emulator.read((emulator) => seenLines(emulator));
  }

  /**
   * The screen as a person sees it.
   * @param history the most lines above the screen
   * @param forms of its text
   * @returns undefined if it is unknown: the emulator has failed, or the screen is too large
   */
  view(history: number, ...forms: readonly Form[]): View | undefined {
    this.flush();
    const { emulator, modes } = this.#parser;
    return emulator.read((shown) => viewOf(shown, modes.state, history, forms));
  }

  /** Returns true if the output ends within a control function. */
  get isMidSequence(): boolean {
    return this.#ahead.modes.within;
  }

  /** How often the program has asked for the cursor's place, and when last (ms since 1970). */
  positionQueries(): { readonly count: number; readonly at: number } {
    this.catchUp();
    return this.#positionQueries;
  }

  /** The modes that the program has set. */
  get modes(): Readonly<ModeState> {
    return this.#ahead.modes.state;
  }

  /**
   * Lines from the cursor's place on the primary screen, once the modes are undone, down to the
   * first free line: 0 if it stands on it.
   * @returns undefined if that is unknown
   */
  freeLinesBelowCursor(): number | undefined {
    if (!this.#queue.isAtStep && !this.#queue.catchUp()) return undefined;
    const { state } = this.#parser.modes;
    if (state.privateModes.has(ORIGIN)) return undefined;
    return this.#parser.emulator.read((emulator) =>
      new SnapshotParts(emulator).below(state.alternate === 1049),
    );
  }

  /** Puts a fresh terminal into the modes, for a program that redraws by itself. */
  enter(): string {
    return this.#ahead.modes.enter();
  }
}
