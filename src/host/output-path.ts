// The way of the program's output to the clients. Invariants: each byte is given to the modes once; it is
// held until somebody has attached, and from then on goes to every attached client in order; the PTY is
// paused only while the leader, or a creator that is to come, is behind.
import { MAX_DATA_BYTES } from '../../protocol/limits.ts';
import { DATA_HEADER_BYTES, writeDataHeader } from '../../protocol/message.ts';
import type { Size } from '../../protocol/message.ts';
import { HELD_OUTPUT_BYTES, LEADER_STALL_MS, OUTBOX_RESUME_BYTES } from '../base/limits.ts';
import { reason } from '../base/error.ts';
import { Modes } from '../screen/modes.ts';
import { ScreenModel } from '../screen/screen-model.ts';
import { isPlain } from '../screen/skip.ts';
import { HeldOutput } from '../session/held-output.ts';
import { parsedSoFar } from './compiler.ts';
import type { Connection } from './connection.ts';

/** A frame of more bytes than this stays where it is while it waits; a smaller one is copied out. */
const COPY_BYTES = MAX_DATA_BYTES / 4;

export interface OutputPort {
  clients(): Iterable<Connection>;
  leader(): Connection | undefined;
  /** Stops or goes on reading the program's output. */
  pause(on: boolean): void;
  /** Makes the program draw its screen again, for a client that lost bytes. */
  repaint(client: Connection): void;
  /** Types what the program's terminal answers, while the screen model is that terminal. */
  answer(report: string): void;
  /** Takes note of a fault that the session survives. */
  log(text: string): void;
}

export class OutputPath {
  readonly #port: OutputPort;
  readonly #screen: ScreenModel;
  /** The modes in force at the beginning of what is held. */
  readonly #heldModes = new Modes();
  #held: HeldOutput | undefined = new HeldOutput(HELD_OUTPUT_BYTES, (bytes) => this.#heldModes.feed(bytes));
  #waitsForCreator: boolean;
  /** Answers to queries of a program whose creator is to come: its terminal will answer them. */
  #unsent: string[] = [];
  #paused = false;
  #stall: NodeJS.Timeout | undefined;

  /**
   * @param history lines above the screen that the screen model keeps
   * @param waitsForCreator whether the program waits, rather than that held output is lost, until somebody attaches
   */
  constructor(port: OutputPort, size: Size, history: number, waitsForCreator: boolean) {
    this.#port = port;
    this.#waitsForCreator = waitsForCreator;
    this.#screen = new ScreenModel(size, history, {
      onAnswer: (report) => {
        if (this.#waitsForCreator) this.#unsent.push(report);
        else port.answer(report);
      },
      onFault: (error) =>
        port.log(
          `the screen model failed (${reason(error)}): from now on the program draws for who attaches`,
        ),
      onParsed: parsedSoFar,
    });
    this.#screen.answering = true;
  }

  /**
   * Takes output: `count` bytes behind room for a data frame's header.
   * @returns whether the buffer may be used again
   */
  output(buffer: Buffer, count: number): boolean {
    const bytes = buffer.subarray(DATA_HEADER_BYTES, DATA_HEADER_BYTES + count);
    this.#screen.feed(bytes);
    if (this.#held) {
      this.#held.add(bytes, this.#waitsForCreator);
      this.flow();
      return true;
    }
    writeDataHeader(buffer, count);
    const retained = this.#broadcast(buffer.subarray(0, DATA_HEADER_BYTES + count));
    this.flow();
    return !retained;
  }

  /** Sends one frame to every attached client; whether one of them still needs its buffer. */
  #broadcast(bytes: Buffer): boolean {
    let retained = false;
    let copied: Buffer | undefined;
    const retain = (): void => void (retained = true);
    const copy = (): Buffer => {
      if (bytes.length <= COPY_BYTES) return (copied ??= Buffer.from(bytes));
      retain();
      return bytes;
    };
    const leader = this.#port.leader();
    for (const client of this.#port.clients()) {
      if (!client.attached) continue;
      // Only the leader may hold the program up: anybody else's full outbox is given up.
      if (client.outbox.full && client !== leader && client.outbox.missed === 0) this.#giveUp(client);
      client.outbox.send({ bytes, retain, copy });
    }
    return retained;
  }

  #giveUp(client: Connection): void {
    client.outbox.drop();
    if (!client.attached?.terminal) {
      client.refuse(
        'fell-behind',
        `it fell behind: ${client.outbox.missed} bytes of output were not delivered`,
      );
    }
  }

  /**
   * Brings a newly attached client up to date: what is held, the screen, or the modes in force.
   * @returns whether it shows what it should, and nothing has to be drawn again
   */
  welcome(client: Connection): boolean {
    const terminal = client.attached?.terminal ?? false;
    const held = this.#held;
    const asItCame = !terminal || this.#waitsForCreator;
    this.#held = undefined;
    this.#waitsForCreator = false;
    this.#unsent = [];
    if (!held) return terminal && this.#show(client, client.attached?.redraw === 'restore');
    const bytes = held.take();
    // Lines of text flow in as they are, all of them. What else there is was for another terminal, and another size.
    if (asItCame || (isPlain(bytes) && this.#heldModes.untouched)) client.sendBytes(bytes);
    else return this.#show(client, true);
    return held.lost === 0 || !terminal || this.#heldModes.untouched;
  }

  /** Sends the screen, where that is wanted and there is one, or the modes; returns whether the screen. */
  #show(client: Connection, wanted: boolean): boolean {
    const screen = wanted ? this.#screen.restore(client.attached?.history) : undefined;
    client.sendBytes(screen ?? this.#screen.enter());
    client.hasPicture = screen !== undefined;
    return screen !== undefined;
  }

  /**
   * How far below the cursor a client's terminal is free, where it shows what the screen model shows.
   * @returns lines; undefined where that is not known
   */
  below(client: Connection): number | undefined {
    return client.hasPicture && client.outbox.missed === 0 ? this.#screen.below() : undefined;
  }

  /** A terminal's report has gone to the program. */
  learn(report: string): void {
    this.#screen.learn(report);
  }

  /** Who leads may have changed. */
  newLeader(): void {
    this.#screen.answering = this.#port.leader()?.attached?.terminal !== true;
    this.flow();
  }

  /** The session's size has changed. */
  resized(size: Size): void {
    this.#screen.resize(size);
  }

  /** The creator did not come: the program runs on, and the oldest of what is held may go. */
  creatorIsLate(): void {
    this.#waitsForCreator = false;
    for (const report of this.#unsent.splice(0)) this.#port.answer(report);
    this.flow();
  }

  /** Holds the program up, or lets it run on, as the leader's outbox (or a creator that is to come) demands. */
  flow(): void {
    const leader = this.#port.leader()?.outbox;
    const behind =
      leader?.missed === 0 && (this.#paused ? leader.waiting > OUTBOX_RESUME_BYTES : leader.full);
    const wanted = behind || (this.#waitsForCreator && (this.#held?.full ?? false));
    if (wanted === this.#paused) return;
    this.#paused = wanted;
    this.#port.pause(wanted);
    clearTimeout(this.#stall);
    if (behind) this.#stall = setTimeout(() => this.#leaderStalls(), LEADER_STALL_MS);
  }

  #leaderStalls(): void {
    const leader = this.#port.leader();
    if (leader && leader.outbox.waiting > OUTBOX_RESUME_BYTES) this.#giveUp(leader);
    this.flow();
  }

  /** The client has taken something. One that had lost bytes and has caught up is resynced. */
  progress(client: Connection): void {
    if (client.outbox.missed > 0 && client.outbox.empty && client.attached) {
      client.outbox.resynced();
      client.send({ type: 'resync' });
      if (!this.#show(client, client.attached.redraw === 'restore')) this.#port.repaint(client);
    }
    if (client === this.#port.leader()) this.#stall?.refresh();
    this.flow();
  }

  /** The program has ended: nothing waits for anybody any more. */
  stop(): void {
    clearTimeout(this.#stall);
  }
}
