// The client for a command line that begins with an option (bin/tdetach.ts).
import type { StartHost } from '../src/base/launch/start-host-type.ts';
import { main } from '../src/cli/main.ts';
import { modes } from '../src/cli/modes/command-modes.ts';
import type { CompiledCode } from '../src/v8/code-cache.ts';

export function run(startHost: StartHost, code: CompiledCode): void {
  void main(modes, startHost, code);
}
