// Pictures of the screen at places of the output, from which the rest of the output can be drawn:
// for a client that asks what has come since. Invariant: of any place there is one before it, or
// the output between is not kept any more.
import { CHECKPOINTS, CHECKPOINT_BYTES } from '../../base/limits/limits.ts';
import type { ScreenModel } from '../../screen/model/screen-model.ts';
import type { KeptOutput } from '../../session/kept-output.ts';
import { safePlace } from '../../session/safe-end.ts';

export interface Checkpoint {
  /** Its place: bytes of output before it. */
  readonly at: number;
  /** What makes a fresh terminal show the screen of that place. */
  readonly picture: Buffer;
}

const NO_PICTURE = Buffer.alloc(0);

export class Checkpoints {
  readonly #screen: ScreenModel;
  readonly #kept: KeptOutput;
  #all: Checkpoint[] = [{ at: 0, picture: NO_PICTURE }];

  constructor(screen: ScreenModel, kept: KeptOutput) {
    this.#screen = screen;
    this.#kept = kept;
  }

  /**
   * The end of the output that the screen shows, less what goes on behind it: it shows nothing of
   * that yet.
   */
  placeBefore(end: number): number {
    return safePlace(this.#kept, end, this.#screen.isMidSequence);
  }

  /** Remembers the screen of this moment, unless that would take long. */
  mark(): void {
    if (this.#screen.catchUp()) this.markAt(this.#kept.end);
  }

  /** Remembers what the screen shows: the output up to `end`. */
  markAt(end: number): void {
    const at = this.placeBefore(end);
    if (this.#all.at(-1)?.at === at) return;
    const picture = this.#screen.restore(0);
    if (picture === undefined || picture.length > CHECKPOINT_BYTES) return;
    this.#all.push({ at, picture: Buffer.from(picture) });
    this.#all = this.#all.filter((one) => one.at >= this.#kept.start).slice(-CHECKPOINTS);
  }

  /**
   * The last one before this place; where none is left that helps, the beginning of the kept
   * output.
   */
  before(seq: number): Checkpoint {
    const last = this.#all.findLast(({ at }) => at <= seq && at >= this.#kept.start);
    return last ?? { at: this.#kept.start, picture: NO_PICTURE };
  }
}
