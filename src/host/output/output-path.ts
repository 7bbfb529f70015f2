// The way of the program's output to the clients. Invariants: until a client has attached, the end
// of the output is kept, with the modes in force at its beginning; from then on it is sent to every
// attached client in order, in one frame for all. src/session/flow.ts decides which client gets
// what, and when the program waits.
import { MAX_DATA_BYTES } from '../../../protocol/wire-limits.ts';
import { DATA_HEADER_BYTES, writeDataHeader } from '../../../protocol/encode.ts';
import type { Message, Size } from '../../../protocol/message.ts';
import type { LaunchOrder } from '../../base/launch/launch-messages.ts';
import {
  CREATOR_PAUSE_BYTES,
  OUTBOX_PAUSE_BYTES,
  OUTBOX_RESUME_BYTES,
} from '../../base/limits/flow-limits.ts';
import { LAST_SCREEN_WAIT_MS, MODEL_IDLE_MS } from '../../base/limits/model-limits.ts';
import { Modes } from '../../screen/modes/terminal-modes.ts';
import { ScreenModel } from '../../screen/model/screen-model.ts';
import { isPlain } from '../../screen/model/skip.ts';
import { Flow } from '../../session/flow.ts';
import type { KeptOutput } from '../../session/kept-output.ts';
import { onBytesProcessed } from '../../v8/compilers.ts';
import { noteModelFaults } from '../files/model-faults.ts';
import type { QueuedChunk } from '../../session/outbox.ts';
import { PixelSizes } from '../clients/terminal-questions.ts';
import type { OutputPort } from './output-port.ts';
import { Snapshots } from './snapshots.ts';
import { Roster } from '../../session/roster.ts';
import type { Connection } from '../clients/connection.ts';
import { Focus } from '../clients/focus.ts';
import type { Follower } from '../clients/followers.ts';
import { OpenQueries } from './open-queries.ts';
import { fitReport, inBandSizeMode, isInBandSize } from '../clients/size-reports.ts';
import { StallTimer } from '../clients/stall-timer.ts';

/** Focus events. */
const FOCUS_EVENTS = 1004;

/** A frame of more bytes waits in its buffer; a smaller one is copied out. */
const COPY_BYTES = MAX_DATA_BYTES / 4;

/** Returns true if a client is shown the screen as it is: a read-only one cannot make it drawn. */
const canHaveSnapshot = ({ attached }: Connection): boolean =>
  attached?.redraw === 'restore' || (attached?.readonly === true && attached.redraw !== 'none');

export class OutputPath {
  readonly flow: Flow<Connection>;
  readonly #port: OutputPort;
  readonly #screen: ScreenModel;
  readonly #kept: KeptOutput;
  readonly #snapshots: Snapshots;
  /** The modes in force at the beginning of the kept output, until a client has attached. */
  #keptModes: Modes | undefined = new Modes();
  /** True if the program waits, rather than that held output is lost, until a client attaches. */
  #waitsForCreator: boolean;
  readonly #queries: OpenQueries;
  readonly #focus: Focus;
  readonly pixelSizes: PixelSizes;
  /** The followers that must hear of clients that attach and leave. */
  readonly followers: readonly Follower[];

  /** @param kept the end of the output: it has each byte before `follow()` is given it */
  constructor(
    port: OutputPort,
    kept: KeptOutput,
    { env, size, sizing, history, creatorAttaches, emulator }: LaunchOrder,
  ) {
    this.#port = port;
    this.#kept = kept;
    kept.whenGone((bytes) => this.#keptModes?.feed(bytes));
    this.#waitsForCreator = creatorAttaches;
    const stall = new StallTimer(() => this.flow.onLeaderStalled());
    this.flow = new Flow(
      {
        pause: (on) => port.pause(on),
        setStallTimer: (on) => stall.set(on),
        resync: (client) => this.#resync(client),
        evict: (client, missed) => port.evict(client, missed),
      },
      { pauseBytes: OUTBOX_PAUSE_BYTES, resumeBytes: OUTBOX_RESUME_BYTES },
      new Roster(sizing),
    );
    this.#queries = new OpenQueries(
      {
        answer: (report) => port.answer(report),
        catchUp: () => this.#screen.catchUp(),
        afterOutput: (call) => this.#screen.afterOutput(call),
        answerByModel: (on) => this.#screen.setAnswering(on),
        answerNow: (query) => this.#screen.answer(query),
        isMidSequence: () => this.#screen.isMidSequence,
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
        onParsed: onBytesProcessed,
        onFull: (full) => this.flow.hold('screen', full),
      },
      env['TERM'],
    );
    this.#snapshots = new Snapshots(this.#screen, kept, this.flow);
    this.#screen.setAnswering(true);
    this.#screen.imitate(emulator);
    const isFollowed = (): boolean => this.#screen.modes.privateModes.get(FOCUS_EVENTS) ?? false;
    this.#focus = new Focus({ answer: (report) => port.answer(report), isFollowed });
    this.pixelSizes = new PixelSizes({
      resized: (client, size) => port.resized(client, size),
      answered: (client, askedAt) => this.#queries.passedOver(client, askedAt),
      isMidSequence: () => this.#screen.isMidSequence,
    });
    this.followers = [this.#queries, this.#focus];
    setTimeout(() => this.#screen.prepare(), MODEL_IDLE_MS); // after the work of a first output
  }

  /**
   * Sends output to the clients: `count` bytes after room for a data frame's header.
   * @returns true if the buffer may be used again, once the bytes were followed
   */
  send(buffer: Buffer, count: number): boolean {
    if (this.#keptModes) return true;
    writeDataHeader(buffer, count);
    return !this.#broadcast(buffer.subarray(0, DATA_HEADER_BYTES + count), count);
  }

  /** Follows output that was sent. */
  follow(bytes: Buffer): void {
    this.#screen.feed(bytes, this.#waitsForCreator ? false : undefined);
    if (!this.#keptModes) this.#snapshots.output();
    else if (this.#waitsForCreator) this.flow.hold('creator', this.#kept.end >= CREATOR_PAUSE_BYTES);
  }

  /** Sends one frame to every attached client. Returns true if a client still needs its buffer. */
  #broadcast(bytes: Buffer, output: number): boolean {
    let retained = false;
    let kept: QueuedChunk | undefined;
    const retain = (): void => void (retained = true);
    const keep = (): QueuedChunk => {
      if (kept) return kept;
      if (bytes.length > COPY_BYTES) retain();
      return (kept = { bytes: bytes.length > COPY_BYTES ? bytes : Buffer.from(bytes), output });
    };
    this.flow.output({ bytes, output, retain, keep });
    return retained;
  }

  /**
   * Brings a newly attached client up to date with the held output, the screen, or the modes in
   * force.
   * @param done receives true if the client shows what it should and no redraw is needed
   */
  syncNewClient(client: Connection, done: (shown: boolean) => void): void {
    const terminal = client.attached?.terminal ?? false;
    const keptModes = this.#keptModes;
    // A read-only client is not the terminal that a creator's program has waited for, and never
    // answers.
    if (client.attached?.readonly) this.creatorIsLate();
    const isCreator = this.#waitsForCreator;
    const asItCame = !terminal || isCreator;
    if (!terminal) this.creatorIsLate(); // its program's queries are not answered otherwise
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
    // Plain lines are sent as they are, all of them. Other output was for another terminal and
    // size.
    if (!asItCame && !(isPlain(bytes) && keptModes.untouched)) return this.#snapshots.show(client, [], done);
    client.sendBytes(bytes);
    const isWhole = this.#kept.start === 0;
    if (terminal) this.#screen.afterOutput(() => this.#snapshots.given(client, isWhole));
    done(isWhole || !terminal || keptModes.untouched);
  }

  /** Sends messages, then the screen if wanted and known (returns true), or the modes. */
  #show(client: Connection, first: readonly Message[], done: (shown: boolean) => void): void {
    if (canHaveSnapshot(client)) return this.#snapshots.show(client, first, done);
    for (const message of first) client.send(message);
    this.#snapshots.enter(client);
    client.hasSnapshot = false;
    done(false);
  }

  #resync(client: Connection): void {
    this.#queries.dropped(client);
    this.#show(client, [{ type: 'resync' }], (shown) => {
      if (!shown && client.repaints) this.#port.repaint();
    });
  }

  /** Draws the screen and drops it, when the host is idle. */
  warmUp(): void {
    if (this.#screen.catchUp()) this.#screen.restore();
  }

  /**
   * Calls back once the screen shows all output; output that takes too long to parse is skipped.
   */
  whenShown(call: () => void): void {
    this.#screen.whenParsed((parsed) => {
      if (parsed) return call();
      this.#screen.giveUp();
      this.#screen.whenParsed(call, LAST_SCREEN_WAIT_MS);
    }, LAST_SCREEN_WAIT_MS);
  }

  /**
   * Restores a client's terminal, below the drawn lines if it shows what the screen model shows.
   * @returns lines down to there, for a client that restores it itself; undefined if unknown
   */
  putBack(client: Connection): number | undefined {
    const { hasDropped: lost, held } = client.outbox;
    return client.putBack(
      client.hasSnapshot && !lost && !held ? this.#screen.freeLinesBelowCursor() : undefined,
    );
  }

  /** A client detaches. Returns the result of `putBack`. */
  leaving(client: Connection): number | undefined {
    this.#snapshots.leaving(client);
    return this.putBack(client);
  }

  /** Sends clients the screen of a place in the output, and then the output from there. */
  get snapshots(): Snapshots {
    return this.#snapshots;
  }

  /** The screen model, for requests about the screen. */
  get screen(): ScreenModel {
    return this.#screen;
  }

  /**
   * A client's terminal has reported something.
   * @returns the part of it that is for the program, '' for nothing
   */
  reported(from: Connection, report: string): string {
    const { attached } = from;
    const leads = from === this.flow.leader;
    if (!attached || (leads && !attached.terminal)) return report;
    if (leads) {
      this.#screen.rememberTerminalReport(report);
      this.#focus.reported(report);
      if (this.pixelSizes.reported(from, report)) return '';
    }
    if (isInBandSize(report) || !this.#queries.takes(from, report)) return '';
    return inBandSizeMode(report, this.#screen.modes) ?? fitReport(report, attached.size, this.#port.size());
  }

  /** A client has sent something. */
  heard(client: Connection, message: Message): void {
    this.#queries.heard(client, message.type === 'data');
    if (message.type !== 'shown') return;
    this.#snapshots.shown(client, message.bytes + client.lending.takenBytes);
  }

  /** The leader may have changed. */
  newLeader(): void {
    const { leader } = this.flow;
    const terminal = leader?.attached?.terminal ? leader : undefined;
    if (terminal) this.#screen.imitate(terminal.attached?.emulator);
    if (!terminal || !this.#waitsForCreator) return this.#queries.lead(terminal);
    this.#screen.stopAnswering();
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

  /** The creator did not attach: the program runs on, and the oldest held output may be dropped. */
  creatorIsLate(): void {
    this.#waitsForCreator = false;
    this.#queries.creatorIsLate();
    this.flow.hold('creator', false);
  }
}
