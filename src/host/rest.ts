// A host is idle most of its life: once nothing has been printed for a while it gives back what its start, or a flood,
// has left in V8's heap, and compiled code that has not been used since. V8 does so on its own only as its heap fills,
// which that of an idle host never does.
import v8 from 'node:v8';
import vm from 'node:vm';
import { REST_AFTER_BYTES, REST_MS } from '../base/limits.ts';
import type { Follower } from './followers.ts';
import type { SessionRecord } from './record.ts';

/** V8's own function, which is only there with a flag. */
type Collect = (how?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/** V8 knows how to be asked for all that can be had since its version 12 (Node 22). */
const LAST_RESORT_V8 = 12;

function collect(): void {
  v8.setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc') as Collect;
  v8.setFlagsFromString('--no-expose-gc');
  if (Number.parseInt(process.versions.v8) < LAST_RESORT_V8) gc();
  else gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

export class Rest implements Follower {
  readonly #record: SessionRecord;
  /** Bytes of output by the last time. */
  #done = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(record: SessionRecord) {
    this.#record = record;
    this.#schedule(REST_MS);
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => {
      const left = REST_MS - this.#record.quietMs;
      if (left > 0) return this.#schedule(left);
      this.#timer = undefined;
      this.#done = this.#record.output;
      collect();
    }, ms);
  }

  output(): void {
    if (!this.#timer && this.#record.output - this.#done >= REST_AFTER_BYTES) this.#schedule(REST_MS);
  }

  ended(): void {
    clearTimeout(this.#timer);
  }
}
