// Switches V8's optimising compilers off in a host. The first function that one of them compiles
// costs megabytes for good: the compiler's code is paged in, and its threads allocate memory. That
// is too much for a session in which a person only types. A host turns optimisation back on after
// so much work that it pays. Gain: up to 0.3 MB in a host that has only started (for single flags,
// measured on a busy machine), and more as it works. To measure: npm run build && node
// dist/bench/tricks.js 5
import { createRequire } from 'node:module';
import type V8 from 'node:v8';

/**
 * Bytes parsed or typed after which optimising a host's code pays: a second of redraws, or days of
 * work in a shell.
 */
const OPTIMISE_AFTER_BYTES = 512 * 1024;

/**
 * Parsing time after which optimising pays too, because a few bytes may clear whole screens.
 * OPTIMISE_AFTER_BYTES of text take at most this long.
 */
const OPTIMISE_AFTER_MS = 500;

/**
 * How long after its start a host switches the compilers off, and saves its compiled code for the
 * next host if that is due. By then most functions have run once, none has run often enough to be
 * optimised, and the idle collector has not run yet (REST_MS).
 */
const LEAVE_OFF_MS = 1_000;

/**
 * --no-flush-bytecode keeps bytecode that was not used for a while (0.4 MB). Without it the first
 * attach after a rest took 3 to 4 ms more.
 */
const FLAGS = ['--no-opt', '--no-maglev', '--no-sparkplug', '--no-flush-bytecode'];

let optimises = true;
let done = 0;
let tookMs = 0;

/** Loaded on demand: loading the module would delay a host while its creator waits. */
const v8 = (): typeof V8 => createRequire(import.meta.url)('node:v8') as typeof V8;

/**
 * Switches the compilers off after everything has been loaded and started. With other flags at the
 * start, Node's own code and our cached code (code-cache.ts) would have to be compiled again.
 * @param keepCode saves the code that has been compiled until then for the next host, if that is
 *   due
 */
export function disableJitAfterStart(keepCode: (() => void) | undefined): void {
  optimises = false;
  const begun = (): void => {
    keepCode?.();
    for (const flag of FLAGS) v8().setFlagsFromString(flag);
    optimises = false;
    onBytesProcessed(0); // the limit may have been reached already
  };
  setTimeout(begun, LEAVE_OFF_MS).unref();
}

/**
 * Counts bytes of output that were parsed, or of input that was passed on, and the time that this
 * took if it may be long.
 */
export function onBytesProcessed(bytes: number, ms = 0): void {
  done += bytes;
  tookMs += ms;
  if (optimises || (done < OPTIMISE_AFTER_BYTES && tookMs < OPTIMISE_AFTER_MS)) return;
  v8().setFlagsFromString('--opt');
  optimises = true;
}
