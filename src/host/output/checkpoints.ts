// Snapshots of the screen at places in the output, from which the rest of the output can be drawn,
// for a client that asks for what came since. Invariant: every place has one before it, unless the
// output between them is not kept any more.
import { CHECKPOINTS, CHECKPOINT_BYTES } from '../../base/limits/limits.ts';
import type { ScreenModel } from '../../screen/model/screen-model.ts';
import type { KeptOutput } from '../../session/kept-output.ts';
import { safePlace } from '../../session/safe-end.ts';

export interface Checkpoint {
  /** Its place: bytes of output before it. */
  readonly at: number;
  /** Makes a fresh terminal show the screen of that place. */
  readonly snapshot: Buffer;
}

const NO_SNAPSHOT = Buffer.alloc(0);

export class Checkpoints {
  readonly #screen: ScreenModel;
  readonly #kept: KeptOutput;
  #all: Checkpoint[] = [{ at: 0, snapshot: NO_SNAPSHOT }];

  constructor(screen: ScreenModel, kept: KeptOutput) {
    this.#screen = screen;
    this.#kept = kept;
  }

  /**
   * The end of the output that the screen shows, without an unfinished sequence or character at the
   * end, of which the screen shows nothing yet.
   */
  placeBefore(end: number): number {
    return safePlace(this.#kept, end, this.#screen.isMidSequence);
  }

  /** Remembers the screen of this moment, unless that would take long. */
  mark(): void {
    if (this.#screen.catchUp()) this.markAt(this.#kept.end);
  }

  /** Remembers the present screen, which shows the output up to `end`. */
  markAt(end: number): void {
    const at = this.placeBefore(end);
    if (this.#all.at(-1)?.at === at) return;
    const snapshot = this.#screen.restore(0);
    if (snapshot === undefined || snapshot.length > CHECKPOINT_BYTES) return;
    this.#all.push({ at, snapshot: Buffer.from(snapshot) });
    this.#all = this.#all.filter((one) => one.at >= this.#kept.start).slice(-CHECKPOINTS);
  }

  /**
   * Returns the last one before this place, or the beginning of the kept output if none of them
   * helps.
   */
  before(seq: number): Checkpoint {
    const last = this.#all.findLast(({ at }) => at <= seq && at >= this.#kept.start);
    return last ?? { at: this.#kept.start, snapshot: NO_SNAPSHOT };
  }
}
