// V8's compilers in a host. The first function that an optimising one compiles costs megabytes, of its code that is
// read in and of its threads' memory, which stay: too much for a session that is only typed in. So a host runs without
// them, and where there is so much to do that they pay they are switched on.
import v8 from 'node:v8';
import { HOST_RUN_FLAGS } from '../base/launch.ts';
import { OPTIMISE_AFTER_BYTES } from '../base/limits.ts';

let optimises = true;
let done = 0;

/** Leaves the compilers off from now on. Not before all is loaded, as Node's own code is compiled for other flags. */
export function leaveOff(): void {
  for (const flag of HOST_RUN_FLAGS) v8.setFlagsFromString(flag);
  optimises = false;
}

/** So many bytes of output have been parsed, or of input passed on. */
export function worked(bytes: number): void {
  if (optimises) return;
  done += bytes;
  if (done < OPTIMISE_AFTER_BYTES) return;
  v8.setFlagsFromString('--opt');
  optimises = true;
}
