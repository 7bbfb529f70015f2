// What one client's terminal is shown, to the last byte. Where output first changes what only the
// terminal knows as it was, the terminal is made to save it; queries are left out whose answers
// would reach no program; and before output that changes modes the client is told what puts the
// terminal back, which it writes where the host cannot. Invariant: once a client shows output, it
// has been told what undoes it.
import { DATA_HEADER_BYTES, encode } from '../../../protocol/encode.ts';
import type { Attach, Undo } from '../../../protocol/message.ts';
import { MAX_ENTER_BYTES } from '../../base/limits/model-limits.ts';
import { FollowedOutput } from '../../screen/modes/followed-output.ts';
import type { Composer, Frame } from '../../session/outbox.ts';

/** What puts a terminal back that was shown nothing but text. */
export const NEW_LINE = '\r\n';

const NOTHING_TOLD = { undo: NEW_LINE, enter: '', extended: false, alternate: false };
type Told = typeof NOTHING_TOLD;

/** What is sent to a client in place of bytes. */
export interface Composed {
  readonly frames: Buffer;
  /** How many of their bytes are for the terminal. */
  readonly data: number;
  /** What undoes all up to here, where that has changed. */
  readonly undo: string | undefined;
}

export class ComposedOutput implements Composer {
  readonly #terminal: boolean;
  readonly #enters: boolean;
  #cols: number;
  #followed: FollowedOutput;
  /** What the client was told last; undefined where that may have been dropped. */
  #told: Told | undefined = NOTHING_TOLD;
  /** Queries in the output that is being composed. */
  #asks: string[] = [];
  /**
   * Undoes what the terminal was shown before output was dropped: it goes in front of what it is
   * shown next.
   */
  #before: string | undefined;

  constructor({ terminal, redraw, size }: Attach) {
    this.#terminal = terminal;
    this.#enters = redraw !== 'restore' || !terminal;
    this.#cols = size.cols;
    this.#followed = this.#fresh();
  }

  #fresh(): FollowedOutput {
    return new FollowedOutput((query) => this.#asks.push(query), this.#terminal);
  }

  compose(frame: Frame, send: (frame: Frame) => boolean): boolean {
    const bytes = frame.bytes.subarray(DATA_HEADER_BYTES);
    if (this.#followed.isPlain(bytes)) {
      const sent = send(frame); // an echo is on its way before anything else is done
      this.#followed.feed(bytes);
      return sent;
    }
    const shown = this.#followed.feed(bytes);
    if (shown.length === 0) return true; // all of it is held back, or left out
    const told = this.#tell();
    if (shown === bytes && !told) return send(frame);
    const { frames, undo } = this.#join(told, shown);
    const { output } = frame;
    const keep = { bytes: frames, output, undo };
    return send({ ...keep, data: shown.length, retain: () => undefined, keep: () => keep });
  }

  /** Bytes for this client's terminal alone. */
  own(bytes: Buffer): Composed {
    const isPlain = this.#followed.isPlain(bytes);
    const shown = this.#followed.feed(bytes);
    const before = this.#before === undefined ? [] : [Buffer.from(this.#before)];
    this.#before = undefined;
    const told = isPlain && this.#told ? undefined : this.#tell();
    return this.#join(told, Buffer.concat([...before, shown]));
  }

  /**
   * The terminal was put back by its client, and is shown these bytes next.
   * @returns what to tell it before, and what it is shown
   */
  redraw(bytes: Buffer): { readonly told: Composed; readonly shown: Buffer } {
    this.restart(undefined);
    const shown = this.#followed.feed(bytes);
    return { told: this.#join(this.#tell(), Buffer.alloc(0)), shown };
  }

  /**
   * Output was dropped: `undo` undoes what the terminal was shown, before the next bytes that it is
   * shown.
   */
  restart(undo: string | undefined): void {
    this.#before = undo;
    this.#followed = this.#fresh();
    this.#told = undefined;
    this.#asks = [];
  }

  resized(cols: number): void {
    this.#cols = cols;
    this.#followed.resized();
  }

  /**
   * What puts the terminal back at the end.
   * @param shown what undoes all that the client was sent, where some output was dropped
   * @param below lines down to the first free one, where that is known
   */
  undo(shown: string | undefined, below: number | undefined): Buffer {
    return Buffer.from(this.#before ?? shown ?? this.#followed.undo(below, this.#cols));
  }

  /** What the client is to be told of the output so far, where that is anything new. */
  #tell(): Undo | undefined {
    const followed = this.#followed;
    const told: Told = {
      undo: followed.undoAnywhere(this.#cols),
      enter: this.#enters ? followed.enterAgain() : '',
      extended: followed.extendedKeys,
      alternate: followed.isAlternate,
    };
    const asks = this.#asks;
    const before = this.#told;
    const isSame = before && (Object.keys(told) as (keyof Told)[]).every((key) => told[key] === before[key]);
    if (isSame && asks.length === 0) return undefined;
    this.#asks = [];
    this.#told = told;
    const { undo, enter, extended, alternate } = told;
    return {
      type: 'undo',
      bytes: Buffer.from(undo),
      enter: enter === '' || enter.length > MAX_ENTER_BYTES ? undefined : Buffer.from(enter),
      asks: asks.length > 0 ? asks : undefined,
      extended: extended || undefined,
      alternate: alternate || undefined,
    };
  }

  #join(told: Undo | undefined, shown: Buffer): Composed {
    const data = encode({ type: 'data', bytes: shown });
    const frames = told ? Buffer.concat([encode(told), data]) : data;
    return { frames, data: shown.length, undo: told && this.#told?.undo };
  }
}
