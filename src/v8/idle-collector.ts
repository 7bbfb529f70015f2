// A host is idle most of its life: once nothing has been printed for a while it gives back what its
// start, a flood, or a client has left in V8's heap. V8 does so on its own only as its heap fills,
// which that of an idle host never does, or wakes up for it time and again, which is switched off
// (HOST_FLAGS). After a peak it does so also where the program never stops printing. Invariant:
// between a rest and what happens next no timer runs. Brings: 2.6 MB of the 10.5 of an idle host
// without it on Node 20, 2.4 of 13.4 on Node 24. Shown by: npm run build && node
// dist/bench/tricks.js 5 idle
import { now } from '../base/clock.ts';
import { createRequire } from 'node:module';
import type V8 from 'node:v8';
import { REST_MS } from '../base/limits/limits.ts';

/**
 * It collects where so much was printed since the last time, or the heap is so much larger: less is
 * not worth it.
 */
const REST_AFTER_BYTES = 1024 * 1024;

/**
 * One that prints all the time does so in the midst of it where its heap has grown by so much
 * since, as after many clients at once, and not again for so long: the 30 ms are a three-hundredth
 * of that.
 */
const PEAK_BYTES = 16 * 1024 * 1024;
const PEAK_INTERVAL_MS = 10_000;

/**
 * More than any process can address, on any machine (57 bits of addresses at most, half of them its
 * own).
 */
const BEYOND_MEMORY_BYTES = 2 ** 53 - 1;

/**
 * Has V8 collect all that can be had, and give the pages back: it does so where memory is asked for
 * that there is not, before it says so. V8's own function for it is there with a flag only, in a
 * context of its own (0.3 MB), and does less on Node 20.
 */
function collect(): void {
  try {
    new ArrayBuffer(BEYOND_MEMORY_BYTES);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/**
 * Bytes that V8's heap takes, and what its objects keep outside. (process.memoryUsage() would open
 * a file, and throws EMFILE.)
 */
function heapBytes(): number {
  const v8 = createRequire(import.meta.url)('node:v8') as typeof V8;
  const { total_heap_size, external_memory } = v8.getHeapStatistics();
  return total_heap_size + external_memory;
}

/** What is looked at of a session. */
interface Printed {
  /** Bytes of output so far. */
  readonly output: number;
  /** How long nothing has been printed. */
  readonly quietMs: number;
}

/** Follows a session, and has V8 collect when it comes to rest. */
export class IdleCollector {
  readonly #record: Printed;
  /** Bytes of output, and in the heap, the last time. */
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
