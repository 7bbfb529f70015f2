// V8's optimising compilers in a host. The first function that one compiles costs megabytes, of its code that is
// read in and of its threads' memory, which stay: too much for a session that is only typed in. Where there is so
// much to parse that they pay they are switched on.
import v8 from 'node:v8';
import { OPTIMISE_AFTER_BYTES } from '../base/limits.ts';

let optimises = true;

/** Runs what follows without optimising it. */
export function startUnoptimised(): void {
  for (const flag of ['--no-opt', '--no-maglev']) v8.setFlagsFromString(flag);
  optimises = false;
}

/** The screen model has parsed so many bytes so far. */
export function parsedSoFar(bytes: number): void {
  if (optimises || bytes < OPTIMISE_AFTER_BYTES) return;
  v8.setFlagsFromString('--opt');
  optimises = true;
}
