// Collects garbage when a host becomes idle, as it is most of its life. Once nothing has been
// printed for a while, the host gives back what its start, a flood or a client has left in V8's
// heap. V8 itself collects only as the heap fills, which never happens in an idle host, or by
// waking up regularly, which is switched off (HOST_FLAGS). After a peak the host also collects
// while the program keeps printing. Invariant: no timer runs from a rest until the next activity.
// Gain: 2.6 MB of the 10.5 MB of an idle host on Node 20, 2.4 of 13.4 MB on Node 24. To measure:
// npm run build && node dist/bench/tricks.js 5 idle
import { now } from '../base/clock.ts';
import { createRequire } from 'node:module';
import type V8 from 'node:v8';
import { REST_MS } from '../base/limits/limits.ts';

/**
 * Minimum output, or growth of the heap, since the last collection. Collecting after less is not
 * worth the time.
 */
const REST_AFTER_BYTES = 1024 * 1024;

/**
 * A host whose program prints all the time collects if its heap has grown by PEAK_BYTES since the
 * last time, for example after many clients at once, and at most once in PEAK_INTERVAL_MS. A
 * collection takes 30 ms, a three-hundredth of that.
 */
const PEAK_BYTES = 16 * 1024 * 1024;
const PEAK_INTERVAL_MS = 10_000;

/**
 * More than a process can address on any machine (at most 57 bits, of which a process has half).
 */
const BEYOND_MEMORY_BYTES = 2 ** 53 - 1;

/**
 * Makes V8 collect everything it can and give the pages back. V8 does this before it reports that
 * an allocation is impossible. V8's own function for it needs a flag and a context of its own (0.3
 * MB), and does less on Node 20.
 */
function collect(): void {
  try {
    new ArrayBuffer(BEYOND_MEMORY_BYTES);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/**
 * Returns the size of V8's heap, and of the memory that its objects hold outside it.
 * (process.memoryUsage() opens a file, and throws EMFILE if no descriptor is left.)
 */
function heapBytes(): number {
  const v8 = createRequire(import.meta.url)('node:v8') as typeof V8;
  const { total_heap_size, external_memory } = v8.getHeapStatistics();
  return total_heap_size + external_memory;
}

/** The statistics of a session that decide when to collect. */
interface Printed {
  /** Bytes of output so far. */
  readonly output: number;
  /** Time since the last output. */
  readonly quietMs: number;
}

/** Follows a session, and makes V8 collect when the session comes to rest. */
export class IdleCollector {
  readonly #record: Printed;
  /** Bytes of output, and bytes in the heap, at the last collection. */
  #output = 0;
  #heap = 0;
  #collected = now();
  #timer: NodeJS.Timeout | undefined;

  constructor(record: Printed) {
    this.#record = record;
    this.#schedule(REST_MS);
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => {
      const wait = REST_MS - this.#record.quietMs;
      if (wait > 0) {
        if (this.#hasPeaked) this.#collect();
        return this.#schedule(wait);
      }
      this.#timer = undefined;
      const grown = heapBytes() - this.#heap;
      if (Math.max(this.#record.output - this.#output, grown) >= REST_AFTER_BYTES) this.#collect();
    }, ms);
  }

  get #hasPeaked(): boolean {
    const due = now() - this.#collected >= PEAK_INTERVAL_MS;
    return due && heapBytes() - this.#heap >= PEAK_BYTES;
  }

  #collect(): void {
    collect();
    this.#output = this.#record.output;
    this.#heap = heapBytes();
    this.#collected = now();
  }

  output(): void {
    if (!this.#timer) this.#schedule(REST_MS);
  }

  left(): void {
    if (!this.#timer) this.#schedule(REST_MS);
  }

  ended(): void {
    clearTimeout(this.#timer);
  }
}
