// V8's optimising compilers in a host. The first function that one compiles costs megabytes, of its code that is
// read in and of its threads' memory, which stay: too much for a session that is only typed in. So a host is started
// without them (src/control/launch.ts), and where there is so much to do that they pay they are switched on.
import { createRequire } from 'node:module';
import type V8 from 'node:v8';
import { HOST_FLAGS } from '../base/launch.ts';
import { OPTIMISE_AFTER_BYTES } from '../base/limits.ts';

let optimises = !HOST_FLAGS.every((flag) => process.execArgv.includes(flag));
let done = 0;

/** So many bytes of output have been parsed, or of input passed on. */
export function worked(bytes: number): void {
  if (optimises) return;
  done += bytes;
  if (done < OPTIMISE_AFTER_BYTES) return;
  const v8 = createRequire(import.meta.url)('node:v8') as typeof V8;
  v8.setFlagsFromString('--opt');
  optimises = true;
}
