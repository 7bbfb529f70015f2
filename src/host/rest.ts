// A host is idle most of its life: once nothing has been printed for a while it gives back what its start, a flood, or a
// client has left in V8's heap. V8 does so on its own only as its heap
// fills, which that of an idle host never does, or wakes up for it time and again, which is switched off (HOST_FLAGS).
// After a peak it does so also where the program never stops printing.
// Invariant: between a rest and what happens next no timer runs.
import { createRequire } from 'node:module';
import type V8 from 'node:v8';
import { PEAK_BYTES, PEAK_INTERVAL_MS, REST_AFTER_BYTES, REST_MS } from '../base/limits.ts';
import type { Follower } from './followers.ts';
import type { SessionRecord } from './record.ts';

/** More than any process can address, on any machine (57 bits of addresses at most, half of them its own). */
const BEYOND_MEMORY_BYTES = 2 ** 53 - 1;

/**
 * Has V8 collect all that can be had, and give the pages back: it does so where memory is asked for that there is not, before
 * it says so. V8's own function for it is there with a flag only, in a context of its own (0.3 MB), and does less on Node 20.
 */
function collect(): void {
  try {
    new ArrayBuffer(BEYOND_MEMORY_BYTES);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** Bytes that V8's heap takes, and what its objects keep outside. (process.memoryUsage() would open a file, and throws EMFILE.) */
function heapBytes(): number {
  const v8 = createRequire(import.meta.url)('node:v8') as typeof V8;
  const { total_heap_size, external_memory } = v8.getHeapStatistics();
  return total_heap_size + external_memory;
}

export class Rest implements Follower {
  readonly #record: SessionRecord;
  /** Bytes of output, and in the heap, the last time. */
  #output = 0;
  #heap = 0;
  #collected = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(record: SessionRecord) {
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
    const due = performance.now() - this.#collected >= PEAK_INTERVAL_MS;
    return due && heapBytes() - this.#heap >= PEAK_BYTES;
  }

  #collect(): void {
    collect();
    this.#output = this.#record.output;
    this.#heap = heapBytes();
    this.#collected = performance.now();
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
