// V8's compilers in a host. The first function that an optimising one compiles costs megabytes, of
// its code that is read in and of its threads' memory, which stay: too much for a session that is
// only typed in. So a host runs without them, and where there is so much to do that they pay they
// are switched on. Brings: up to 0.3 MB of a host that has done nothing but start (of single flags,
// on a busy machine); more with what it does. Shown by: npm run build && node dist/bench/tricks.js
// 5
import { createRequire } from 'node:module';
import type V8 from 'node:v8';

/**
 * Bytes parsed or typed after which a host's code is worth compiling: a second of redraws, or days
 * of a shell.
 */
const OPTIMISE_AFTER_BYTES = 512 * 1024;

/**
 * Or the time that parsing took: a few bytes may clear whole screens. It is what this many bytes of
 * text take at most.
 */
const OPTIMISE_AFTER_MS = 500;

/**
 * When a host switches V8's optimising compilers off, and keeps its code for the next one where
 * that is due: most of what it does was done once, nothing has run so often that it was optimised,
 * and nothing was given back yet (REST_MS).
 */
const LEAVE_OFF_MS = 1_000;

/**
 * Bytecode stays, also that which has not been needed for a while: 0.4 MB, without which the first
 * attach after a rest took 3 to 4 ms more.
 */
const FLAGS = ['--no-opt', '--no-maglev', '--no-sparkplug', '--no-flush-bytecode'];

let optimises = true;
let done = 0;
let tookMs = 0;

/** The module takes longer to load than a host has while its creator waits. */
const v8 = (): typeof V8 => createRequire(import.meta.url)('node:v8') as typeof V8;

/**
 * Leaves the compilers off, once all is loaded and has begun: Node's own code would be compiled
 * anew for other flags, and so would be what was kept of ours (code-cache.ts).
 * @param keepCode keeps what was compiled until then for the next host, if there is need for that
 */
export function disableJitAfterStart(keepCode: (() => void) | undefined): void {
  optimises = false;
  const begun = (): void => {
    keepCode?.();
    for (const flag of FLAGS) v8().setFlagsFromString(flag);
    optimises = false;
    onBytesProcessed(0); // so much may have been done already
  };
  setTimeout(begun, LEAVE_OFF_MS).unref();
}

/**
 * This many bytes of output have been parsed, or of input passed on, which took so long where it
 * may be long.
 */
export function onBytesProcessed(bytes: number, ms = 0): void {
  done += bytes;
  tookMs += ms;
  if (optimises || (done < OPTIMISE_AFTER_BYTES && tookMs < OPTIMISE_AFTER_MS)) return;
  v8().setFlagsFromString('--opt');
  optimises = true;
}
