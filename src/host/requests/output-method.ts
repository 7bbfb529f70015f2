// The output as it came: what is kept of it, and then, to a client that follows, what comes.
// Invariant: a follower costs the session nothing while it takes nothing, as what waits for it is
// its place in what is kept anyway; but for one that must miss nothing, for which the program waits
// while it takes anything (`pace`).
import { areDevices } from '../../../protocol/validate.ts';
import { OUTPUT_PART_BYTES } from '../../base/limits/flow-limits.ts';
import type { Connection } from '../clients/connection.ts';
import { paceOf } from '../clients/reader-backpressure.ts';
import { Refusal } from './refusal.ts';
import { isCount } from './host-context.ts';
import type { Asked } from './host-context.ts';

/** Each connection follows once: another one would be in its way. */
const following = new WeakSet<Connection>();

/** Sends what there is between its place and the end. */
class Reader {
  readonly #asked: Asked<'stats'>;
  #at: number;

  /**
   * @param since what is not kept any more behind it has been missed; undefined for all that is
   * kept
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

  /** @param last whether, once all was sent, no more follows */
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
 * Replies with what is kept, or what of it lies behind a number of bytes; to a follower until the
 * program's end.
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
