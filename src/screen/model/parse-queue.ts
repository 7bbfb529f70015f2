// Output on its way to the screen model, and steps at places in it, in order. Work is cut by time,
// and between two slices the event loop has a turn, so that output that is slow to parse does not
// block the host. Invariant: the work that is done, in order, has the effect of everything that was
// added.
import {
  MODEL_BACKLOG_BYTES,
  MODEL_IDLE_MS,
  MODEL_PIECE_BYTES,
  MODEL_ROOM_BYTES,
  MODEL_SLICE_BYTES,
  MODEL_SLICE_MS,
} from '../../base/limits/model-limits.ts';
import { MAX_DATA_BYTES } from '../../../protocol/wire-limits.ts';
import { Backlog } from './backlog.ts';
import { OpenFrame } from './open-frame.ts';

/** An action at a place in the output. */
export type Step = () => void;

interface QueuedStep {
  before: number;
  readonly run: Step;
  /**
   * `shows`: it asks what the screen shows, and within a frame gets the screen before the frame.
   * `whole`: it does not wait for a frame to end.
   */
  readonly kind: 'shows' | 'whole' | undefined;
}

export interface ParseQueuePort {
  /**
   * Parses the bytes, or only a prefix if that is enough work for one turn.
   * @returns the number of bytes parsed
   */
  parse(bytes: Buffer): number;
  /** Returns true if a step changes the screen's size. */
  resizes(run: Step): boolean;
  /** Returns true if an open frame (a synchronised update) follows the parsed output. */
  opensFrame(): boolean;
  /** The parts of a stretch of output that have to be parsed. */
  needed(bytes: Buffer): Buffer[];
  /** Output comes faster than it is parsed, and must wait until there is room again. */
  onFull(full: boolean): void;
  /** Nothing waits any more. */
  onCaughtUp(): void;
  /** Milliseconds, of a clock that only goes forward. */
  now(): number;
}

/** The first byte in UTF-8 of the controls U+0080 to U+00BF. Those up to U+009F are C1. */
const OPENS_C1 = 0xc2;

/**
 * A function with a C1 introducer is noticed only when carried out, so few of them may fit a piece.
 */
const C1_PIECE_BYTES = 16;

export class ParseQueue {
  readonly #port: ParseQueuePort;
  readonly #backlog = new Backlog();
  /** Each with the bytes of the backlog that stand before it. */
  #steps: QueuedStep[] = [];
  /** While it waits for the rest of a frame, the screen is that of the last whole one. */
  readonly #frame = new OpenFrame(() => this.#goOn());
  /** Place of the first byte that waits, in bytes put in so far. */
  #start = 0;
  /** Place up to which output was searched for parts that need not be parsed. */
  #seen = 0;
  #running = false;
  #full = false;
  /** Time taken in this turn of the event loop, which ends with #turn. */
  #spentMs = 0;
  #turn: NodeJS.Immediate | undefined;
  #idle: NodeJS.Timeout | undefined;
  #release: NodeJS.Timeout | undefined;

  constructor(port: ParseQueuePort) {
    this.#port = port;
  }

  /** Bytes of output that wait. */
  get length(): number {
    return this.#backlog.length;
  }

  get isEmpty(): boolean {
    return this.#backlog.length === 0 && this.#steps.length === 0;
  }

  /** Returns true if a step is being carried out: only the output before it has been parsed. */
  get isAtStep(): boolean {
    return this.#running;
  }

  /** Places of the first byte that waits, and of the next one that is put in. */
  get start(): number {
    return this.#start;
  }
  get end(): number {
    return this.#start + this.#backlog.length;
  }

  /** A view of up to this many bytes from a place (`start` or later), valid until the next call. */
  peek(from: number, most: number): Buffer {
    return this.#backlog.peek(from - this.#start, most);
  }

  /**
   * Adds a copy of output, which is parsed after a while.
   * @param waitMs the while
   * @param again true if the while begins anew when output waits already
   */
  add(bytes: Uint8Array, waitMs: number, again: boolean): void {
    if (this.#backlog.isFullFor(bytes.length)) this.#makeRoom(bytes.length);
    this.#backlog.add(bytes);
    if (this.#frame.isOpen && !this.#frame.goesOn(this.#backlog)) this.#frame.close();
    if (this.#turn || this.#frame.isOpen) return; // it is running already
    if (!this.#idle) {
      this.#idle = setTimeout(() => {
        this.#idle = undefined;
        this.#goOn();
      }, waitMs);
    } else if (again) this.#idle.refresh();
  }

  /** Most of a flood of lines is left out; of the rest some is parsed, or the program waits. */
  #makeRoom(count: number): void {
    this.#frame.close();
    this.#skip();
    if (this.#backlog.length > MODEL_BACKLOG_BYTES / 2) this.#slice(MODEL_SLICE_MS, MODEL_ROOM_BYTES);
    if (!this.#backlog.isFullFor(count)) return;
    if (!this.#full) this.#port.onFull((this.#full = true));
    this.#goOn();
  }

  /**
   * Runs a step after everything that was added so far has been parsed. If it is called by the last
   * step of the queue, the new step is at the same place and runs at once: code after the call may
   * count on it.
   * @param now true if it runs within the call when that takes no time
   */
  then(run: Step, now = true): void {
    this.#put(run, undefined, now);
  }

  /** As `then`, for a step that reads the screen: within a frame it runs at the frame's start. */
  thenShow(run: Step): void {
    this.#put(run, 'shows');
  }

  /** Returns true if it waits for the rest of a frame. */
  get isWithinFrame(): boolean {
    return this.#frame.isOpen;
  }

  /** As `then`, for a step that waits for no frame to end. */
  thenWhole(run: Step): void {
    this.#put(run, 'whole');
  }

  #put(run: Step, kind: QueuedStep['kind'], now = true): void {
    if (now && this.#running && this.isEmpty) return run();
    this.#steps.push({ before: this.#backlog.length, run, kind });
    if (kind === 'whole') this.#frame.close();
    if (now) this.catchUp();
    else this.#goOn();
  }

  /** Waits for the rest of a frame no longer. */
  endFrame(): void {
    this.#frame.close();
  }

  /** Returns true if this step is waiting, and nothing after it. */
  endsWith(run: Step): boolean {
    const last = this.#steps.at(-1);
    return last?.run === run && last.before === this.#backlog.length;
  }

  /** Does the work that can be done at once. Returns true if nothing is left. */
  catchUp(): boolean {
    if (this.#running || this.isEmpty) return this.isEmpty;
    const leftMs = MODEL_SLICE_MS - this.#spentMs;
    if (leftMs > 0) this.#spentMs += this.#slice(leftMs);
    this.#goOn();
    return this.isEmpty;
  }

  /** Does everything, however long that takes; nothing in a step. */
  flush(): void {
    if (this.#running) return;
    do {
      this.#frame.close();
      this.#slice(Infinity);
    } while (this.#frame.isOpen);
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.#rest();
  }

  /** Runs a slice in each turn of the event loop until nothing is left. */
  #goOn(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    if (this.#frame.isOpen && !this.#steps.some(({ kind }) => kind === 'shows')) return;
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      this.#spentMs = 0;
      if (this.isEmpty) return this.#rest();
      this.#spentMs = this.#slice(MODEL_SLICE_MS);
      this.#goOn();
    });
  }

  /** Works for `ms`, or until this many bytes were parsed. Returns the time that it took. */
  #slice(ms: number, bytes = Infinity): number {
    if (this.#running) return 0;
    const now = (): number => this.#port.now();
    const began = now();
    const until = this.#start + bytes;
    if (this.#backlog.length > MODEL_SLICE_BYTES && !this.#frame.isOpen) this.#skip();
    this.#running = true;
    try {
      while (this.#start < until && this.#next() && now() - began < ms);
    } finally {
      this.#running = false;
    }
    if (this.#full && !this.#backlog.isFullFor(MAX_DATA_BYTES)) this.#port.onFull((this.#full = false));
    return now() - began;
  }

  /** Carries out the next step, or parses up to it. Returns false if nothing is left. */
  #next(): boolean {
    if (this.#frame.isOpen) return this.#showLastFrame();
    const [step] = this.#steps;
    if (step?.before === 0) {
      this.#steps.shift();
      this.#seen = this.#start; // bytes that had to stay before the step may be skipped now
      step.run();
      return true;
    }
    const waiting = step?.before ?? this.#backlog.length;
    if (waiting === 0) return false;
    const bytes = this.#backlog.peek(0, Math.min(waiting, MODEL_PIECE_BYTES));
    const count = this.#port.parse(opensC1(bytes) ? bytes.subarray(0, C1_PIECE_BYTES) : bytes);
    this.#backlog.drop(count);
    this.#passed(count);
    if (this.#port.opensFrame() && !this.#steps.some(({ kind }) => kind === 'whole'))
      this.#frame.open(this.#backlog);
    return true;
  }

  /**
   * Runs the next step that asks for the screen, unless the screen has another size at that place.
   */
  #showLastFrame(): boolean {
    const index = this.#steps.findIndex(({ kind }) => kind === 'shows');
    if (index < 0) return false;
    if (this.#steps.slice(0, index).some(({ run }) => this.#port.resizes(run))) this.#frame.close();
    else this.#steps.splice(index, 1)[0]?.run();
    return true;
  }

  #passed(count: number): void {
    this.#start += count;
    for (const step of this.#steps) step.before -= count;
  }

  /**
   * Leaves out what need not be parsed. It reads all waiting output, so only if half of it is new.
   */
  #skip(): void {
    if (2 * (this.end - this.#seen) < this.length) return;
    this.#passed(this.#backlog.skip((bytes) => this.#port.needed(bytes), this.#steps[0]?.before));
    this.#seen = this.end;
  }

  /** A flood continues with the same buffer; an idle host keeps none. */
  #rest(): void {
    this.#port.onCaughtUp();
    this.#release ??= setTimeout(() => {
      this.#release = undefined;
      this.#backlog.clear();
    }, MODEL_IDLE_MS);
  }
}

function opensC1(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(OPENS_C1); at >= 0; at = bytes.indexOf(OPENS_C1, at + 1)) {
    if ((bytes[at + 1] ?? 0x80) < 0xa0) return true;
  }
  return false;
}
