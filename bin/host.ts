// The host's executable, which the client starts (src/control/launch.ts), and what it loads to be a host itself.
import { HOST_VERB } from '../src/base/launch.ts';
import { runDetached, runInForeground } from '../src/host/start.ts';

export { runInForeground };

if (process.argv[2] === HOST_VERB) void runDetached();
