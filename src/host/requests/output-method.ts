// The output as it came: the kept part, and then new output to a client that follows. Invariant: a
// follower that reads nothing costs the session nothing, as only its place in the kept output
// waits. The exception is a client that must not miss output (`pace`): the program waits for it
// while it reads at all.
import { areDevices } from '../../../protocol/validate.ts';
import { OUTPUT_PART_BYTES } from '../../base/limits/flow-limits.ts';
import type { Connection } from '../clients/connection.ts';
import { paceOf } from '../clients/reader-backpressure.ts';
import { Refusal } from './refusal.ts';
import { isCount } from './host-context.ts';
import type { Asked } from './host-context.ts';

/** A connection follows only once: a second follower would interfere with the first. */
const following = new WeakSet<Connection>();

/** Sends the output between its place and the end. */
class Reader {
  readonly #asked: Asked<'stats'>;
  #at: number;

  /**
   * @param since the place after which dropped output counts as missed; undefined for all kept
   *   output
   */
  constructor(asked: Asked<'stats'>, since: number | undefined) {
    const { kept } = asked.session.stats;
    this.#asked = asked;
    this.#at = Math.min(since ?? kept.start, kept.end);
  }

  /** How many bytes are to be sent. */
  get behind(): number {
    return this.#asked.session.stats.output - this.#at;
  }

  /** @param last true if nothing follows once all was sent */
  part(last: boolean): void {
    const { session, reply } = this.#asked;
    const { kept, sizes } = session.stats;
    const missed = Math.max(0, kept.start - this.#at);
    const from = this.#at + missed;
    const { size, until } = sizes.at(from);
    const bytes = kept.read(from, Math.min(OUTPUT_PART_BYTES, until - from));
    this.#at = from + bytes.length;
    const { cols, rows } = size;
    reply({ from, bytes, missed, cols, rows, more: !last || this.behind > 0 });
  }

  /** All the rest. */
  rest(): void {
    do this.part(true);
    while (this.behind > 0);
  }
}

/**
 * Replies with the kept output, or the part after a number of bytes. A follower gets new output
 * until the program's end.
 */
export function output(asked: Asked<'stats' | 'over' | 'output' | 'followers'>): void {
  const { session, params, from } = asked;
  const { since, follow = false, pace = false, devices = [] } = params;
  if (since !== undefined && !isCount(since)) throw new Refusal('bad-params');
  if (typeof follow !== 'boolean' || typeof pace !== 'boolean' || !areDevices(devices))
    throw new Refusal('bad-params');
  const reader = new Reader(asked, since);
  if (!follow || session.over) return reader.rest();
  if (following.has(from)) throw new Refusal('follows-already');
  following.add(from);
  from.followsOn = devices;
  const holding = pace ? paceOf(session.output.flow, from) : undefined;
  const pump = (): void => {
    while (reader.behind > 0 && from.outbox.empty && !from.gone) reader.part(false);
    holding?.behind(reader.behind);
  };
  const leave = session.followers.add({
    output: pump,
    ended: () => {
      leave();
      stopPumping();
      reader.rest();
    },
  });
  from.whenGone(leave);
  const stopPumping = from.whenTaken(() => {
    holding?.taken();
    pump();
  });
  pump();
}
