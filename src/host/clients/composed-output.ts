// Composes the exact bytes that one client's terminal gets. Before output first changes a state
// that only the terminal knows, the terminal is made to save it. Queries are left out if their
// answers would not reach a program. Before output changes modes, the client learns what restores
// the terminal, and writes that itself if the host cannot. Invariant: a client that shows output
// has learnt what undoes it.
import { DATA_HEADER_BYTES, encode } from '../../../protocol/encode.ts';
import type { Attach, Undo } from '../../../protocol/message.ts';
import { MAX_ENTER_BYTES } from '../../base/limits/model-limits.ts';
import { FollowedOutput } from '../../screen/modes/followed-output.ts';
import type { Composer, Frame } from '../../session/outbox.ts';

/** Restores a terminal that was shown only text. */
export const NEW_LINE = '\r\n';

const NOTHING_TOLD = { undo: NEW_LINE, enter: '', extended: false, alternate: false };
type Told = typeof NOTHING_TOLD;

/** What a client is sent instead of the original bytes. */
export interface Composed {
  readonly frames: Buffer;
  /** How many of their bytes are for the terminal. */
  readonly data: number;
  /** Undoes everything up to here; undefined if it has not changed. */
  readonly undo: string | undefined;
}

export class ComposedOutput implements Composer {
  readonly #terminal: boolean;
  readonly #enters: boolean;
  #cols: number;
  #followed: FollowedOutput;
  /** The last undo that the client received; undefined if that may have been dropped. */
  #told: Told | undefined = NOTHING_TOLD;
  /** Queries in the output that is being composed. */
  #asks: string[] = [];
  /**
   * Undoes what the terminal showed before output was dropped. It is sent before the next bytes.
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
    if (shown.length === 0) return true; // all of it is held back or left out
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
   * The client has restored its terminal, which is shown these bytes next.
   * @returns what the client is told first, and what its terminal is shown
   */
  redraw(bytes: Buffer): { readonly told: Composed; readonly shown: Buffer } {
    this.restart(undefined);
    const shown = this.#followed.feed(bytes);
    return { told: this.#join(this.#tell(), Buffer.alloc(0)), shown };
  }

  /** Output was dropped: `undo` undoes what the terminal was shown before its next bytes. */
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
   * Returns what restores the terminal at the end.
   * @param shown undoes everything the client was sent, if some output was dropped
   * @param below lines down to the first free one, if known
   */
  undo(shown: string | undefined, below: number | undefined): Buffer {
    return Buffer.from(this.#before ?? shown ?? this.#followed.undo(below, this.#cols));
  }

  /** Returns the undo of the output so far; undefined if the client has it already. */
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
