// The way of the program's output to the clients. Invariants: until somebody has attached the end of it is kept, with the
// modes in force at its beginning; from then on it goes to every attached client in order, in one frame for
// all. What flows to whom, and when the program waits, src/session/flow.ts decides.
import { MAX_DATA_BYTES } from '../../protocol/limits.ts';
import { DATA_HEADER_BYTES, writeDataHeader } from '../../protocol/encode.ts';
import type { Message, Size } from '../../protocol/message.ts';
import type { LaunchOrder } from '../base/launch.ts';
import { CREATOR_PAUSE_BYTES, OUTBOX_PAUSE_BYTES, OUTBOX_RESUME_BYTES } from '../base/limits.ts';
import { LAST_SCREEN_WAIT_MS, MODEL_IDLE_MS } from '../base/model-limits.ts';
import { Modes } from '../screen/modes.ts';
import { ScreenModel } from '../screen/screen-model.ts';
import { isPlain } from '../screen/skip.ts';
import { Flow } from '../session/flow.ts';
import type { KeptOutput } from '../session/kept-output.ts';
import { worked } from './compiler.ts';
import { noteModelFaults } from './model-faults.ts';
import type { Piece } from '../session/outbox.ts';
import { PixelSizes } from './pixel-sizes.ts';
import { Pictures } from './pictures.ts';
import { Roster } from '../session/roster.ts';
import type { Connection } from './connection.ts';
import { Focus } from './focus.ts';
import type { Follower } from './followers.ts';
import { OpenQueries } from './open-queries.ts';
import { fitReport, inBandSizeMode, isInBandSize } from './size-reports.ts';
import { StallTimer } from './stall-timer.ts';

/** Focus events. */
const FOCUS_EVENTS = 1004;

/** A frame of more bytes than this stays where it is while it waits; a smaller one is copied out. */
const COPY_BYTES = MAX_DATA_BYTES / 4;

/** Whether a client is shown the screen as it is: who only looks on cannot make the program draw. */
const picturable = ({ attached }: Connection): boolean =>
  attached?.redraw === 'restore' || (attached?.readonly === true && attached.redraw !== 'none');

export interface OutputPort {
  /** Stops or goes on reading the program's output. */
  pause(on: boolean): void;
  /** Makes the program draw its screen again. */
  repaint(): void;
  /** Ends a client whose output is no terminal, and which has missed so many bytes of the program's. */
  letGo(client: Connection, missed: number): void;
  /** Types what the program's terminal answers, while the screen model is that terminal. */
  answer(report: string): void;
  /** The session's size. */
  size(): Size;
  /** A client's terminal has this size, as it has reported itself. */
  resized(client: Connection, size: Size): void;
  /** Takes note of a fault that the session survives. */
  log(text: string): void;
}

export class OutputPath {
  readonly flow: Flow<Connection>;
  readonly #port: OutputPort;
  readonly #screen: ScreenModel;
  readonly #kept: KeptOutput;
  readonly #pictures: Pictures;
  /** The modes in force at the beginning of what is kept, until somebody has attached. */
  #keptModes: Modes | undefined = new Modes();
  /** Whether the program waits, rather than that held output is lost, until somebody attaches. */
  #waitsForCreator: boolean;
  readonly #queries: OpenQueries;
  readonly #focus: Focus;
  readonly pixelSizes: PixelSizes;
  /** What has to hear of who attaches and leaves. */
  readonly followers: readonly Follower[];

  /** @param kept the end of the output: it has each byte before `output()` is given it */
  constructor(
    port: OutputPort,
    kept: KeptOutput,
    { env, size, sizing, history, creatorAttaches, emulator }: LaunchOrder,
  ) {
    this.#port = port;
    this.#kept = kept;
    kept.whenGone((bytes) => this.#keptModes?.feed(bytes));
    this.#waitsForCreator = creatorAttaches;
    const stall = new StallTimer(() => this.flow.stalled());
    this.flow = new Flow(
      {
        pause: (on) => port.pause(on),
        watch: (on) => stall.set(on),
        resync: (client) => this.#resync(client),
        letGo: (client, missed) => port.letGo(client, missed),
      },
      { pauseBytes: OUTBOX_PAUSE_BYTES, resumeBytes: OUTBOX_RESUME_BYTES },
      new Roster(sizing),
    );
    this.#queries = new OpenQueries(
      {
        answer: (report) => port.answer(report),
        catchUp: () => this.#screen.catchUp(),
        afterOutput: (call) => this.#screen.afterOutput(call),
        answerByModel: (on) => (this.#screen.answering = on),
        answerNow: (query) => this.#screen.answer(query),
        isMidSequence: () => this.#screen.within,
      },
      creatorAttaches,
    );
    this.#screen = new ScreenModel(
      size,
      history,
      {
        onAnswer: (report, query) => this.#queries.answered(query, report),
        onPassedOn: (query, answer) => this.#queries.passedOn(query, answer),
        onCaughtUp: () => this.#queries.caughtUp(),
        size: () => port.size(),
        onFault: noteModelFaults((text) => port.log(text)),
        onParsed: worked,
        onFull: (full) => this.flow.hold('screen', full),
      },
      env['TERM'],
    );
    this.#pictures = new Pictures(this.#screen, kept, this.flow);
    this.#screen.answering = true;
    this.#screen.imitate(emulator);
    const isFollowed = (): boolean => this.#screen.modes.privateModes.get(FOCUS_EVENTS) ?? false;
    this.#focus = new Focus({ answer: (report) => port.answer(report), isFollowed });
    this.pixelSizes = new PixelSizes({
      resized: (client, size) => port.resized(client, size),
      isMidSequence: () => this.#screen.within,
    });
    this.followers = [this.#queries, this.#focus];
    // All that a first output takes goes first.
    setTimeout(() => this.#screen.prepare(), MODEL_IDLE_MS);
  }

  /**
   * Takes output: `count` bytes behind room for a data frame's header.
   * @returns whether the buffer may be used again
   */
  output(buffer: Buffer, count: number): boolean {
    const bytes = buffer.subarray(DATA_HEADER_BYTES, DATA_HEADER_BYTES + count);
    this.#screen.feed(bytes, this.#waitsForCreator ? false : undefined);
    if (this.#keptModes) {
      if (this.#waitsForCreator) this.flow.hold('creator', this.#kept.end >= CREATOR_PAUSE_BYTES);
      return true;
    }
    this.#pictures.output();
    writeDataHeader(buffer, count);
    return !this.#broadcast(buffer.subarray(0, DATA_HEADER_BYTES + count), count);
  }

  /** Sends one frame to every attached client; whether one of them still needs its buffer. */
  #broadcast(bytes: Buffer, output: number): boolean {
    let retained = false;
    let kept: Piece | undefined;
    const retain = (): void => void (retained = true);
    const keep = (): Piece => {
      if (kept) return kept;
      if (bytes.length > COPY_BYTES) retain();
      return (kept = { bytes: bytes.length > COPY_BYTES ? bytes : Buffer.from(bytes), output });
    };
    this.flow.output({ bytes, output, retain, keep });
    return retained;
  }

  /**
   * Brings a newly attached client up to date: what is held, the screen, or the modes in force.
   * @param done told whether it shows what it should, and nothing has to be drawn again
   */
  welcome(client: Connection, done: (shown: boolean) => void): void {
    const terminal = client.attached?.terminal ?? false;
    const keptModes = this.#keptModes;
    // What only looks on is not the terminal that a creator's program has waited for, and answers nothing.
    if (client.attached?.readonly) this.creatorIsLate();
    const isCreator = this.#waitsForCreator;
    const asItCame = !terminal || isCreator;
    if (!terminal) this.creatorIsLate(); // its program's queries are answered by nobody else
    this.#keptModes = undefined;
    this.#kept.whenGone(undefined);
    this.#waitsForCreator = false;
    this.flow.hold('creator', false);
    if (!keptModes) {
      const isShown = (shown: boolean): void => {
        this.#focus.shown(client, !isCreator);
        done(shown);
      };
      return terminal ? this.#show(client, [], isShown) : isShown(false);
    }
    this.#focus.shown(client, !isCreator);
    const bytes = this.#kept.read(0);
    // Lines of text flow in as they are, all of them. What else there is was for another terminal, and another size.
    if (!asItCame && !(isPlain(bytes) && keptModes.untouched)) return this.#pictures.show(client, [], done);
    client.sendBytes(bytes);
    const isWhole = this.#kept.start === 0;
    if (terminal) this.#screen.afterOutput(() => this.#pictures.given(client, isWhole));
    done(isWhole || !terminal || keptModes.untouched);
  }

  /** Sends messages, and then the screen, where that is wanted and there is one, or the modes; tells whether the screen. */
  #show(client: Connection, first: readonly Message[], done: (shown: boolean) => void): void {
    if (picturable(client)) return this.#pictures.show(client, first, done);
    for (const message of first) client.send(message);
    client.sendBytes(this.#screen.enter());
    client.hasPicture = false;
    done(false);
  }

  #resync(client: Connection): void {
    this.#queries.dropped(client);
    this.#show(client, [{ type: 'resync' }], (shown) => {
      if (!shown && client.repaints) this.#port.repaint();
    });
  }

  /** Draws the screen for nobody, where there is time for that. */
  rehearse(): void {
    if (this.#screen.catchUp()) this.#screen.restore();
  }

  /** Calls back once the screen shows all of the output; one that takes too long to parse is given up first. */
  whenShown(call: () => void): void {
    this.#screen.whenParsed((parsed) => {
      if (parsed) return call();
      this.#screen.giveUp();
      this.#screen.whenParsed(call, LAST_SCREEN_WAIT_MS);
    }, LAST_SCREEN_WAIT_MS);
  }

  /**
   * How far below the cursor a client's terminal is free, where it shows what the screen model shows.
   * @returns lines; undefined where that is not known
   */
  below(client: Connection): number | undefined {
    const { lost, held } = client.outbox;
    return client.hasPicture && !lost && !held ? this.#screen.below() : undefined;
  }

  /** A client detaches; returns how far its terminal is free, as `below` does. */
  leaving(client: Connection): number | undefined {
    this.#pictures.leaving(client);
    return this.below(client);
  }

  /** What sends a client the screen of a place in the output, and then the output from there. */
  get pictures(): Pictures {
    return this.#pictures;
  }

  /** The screen, for whoever asks what is on it. */
  get screen(): ScreenModel {
    return this.#screen;
  }

  /**
   * A client's terminal has reported something.
   * @returns what of it is for the program, '' for nothing
   */
  reported(from: Connection, report: string): string {
    const { attached } = from;
    const leads = from === this.flow.leader;
    if (!attached || (leads && !attached.terminal)) return report;
    if (leads) {
      this.#screen.learn(report);
      this.#focus.reported(report);
      if (this.pixelSizes.reported(from, report)) return '';
    }
    if (isInBandSize(report) || !this.#queries.takes(from, report)) return '';
    return inBandSizeMode(report, this.#screen.modes) ?? fitReport(report, attached.size, this.#port.size());
  }

  /** Something has come from a client. */
  heard(client: Connection, message: Message): void {
    this.#queries.heard(client);
    if (message.type === 'shown') this.#pictures.shown(client, message.bytes);
  }

  /** Who leads may have changed. */
  newLeader(): void {
    const { leader } = this.flow;
    const terminal = leader?.attached?.terminal ? leader : undefined;
    if (terminal) this.#screen.imitate(terminal.attached?.emulator);
    if (!terminal || !this.#waitsForCreator) return this.#queries.lead(terminal);
    this.#screen.hush();
    this.#queries.creatorLeads(terminal);
  }

  /** The program's terminal has this size from now on, if only for a moment. */
  tellSize(size: Size): void {
    const report = this.#screen.inBandSize(size);
    if (report !== undefined) this.#port.answer(report);
  }

  /** The session's size has changed. */
  resized(size: Size): void {
    this.#screen.resize(size);
  }

  /** The creator did not come: the program runs on, and the oldest of what is held may go. */
  creatorIsLate(): void {
    this.#waitsForCreator = false;
    this.#queries.creatorIsLate();
    this.flow.hold('creator', false);
  }
}
